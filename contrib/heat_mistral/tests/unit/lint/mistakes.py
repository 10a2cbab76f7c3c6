"""Mistakes that people make in templates, and the rules that tell of them."""

from heat_mistral.tests.unit.lint import more_mistakes

_TAB = '\t'

# What is written wrong, as (what the good template has, what stands there
# instead); which rule finds it; and what the line has that is to be told.
MISTAKES = {
    'a task misspelt in on-success': (
        ('- restart: <%', '- restrat: <%'),
        'HM101',
        'restrat',
    ),
    'a task misspelt in on-error': (
        ('on-error: report', 'on-error: reprot'),
        'HM101',
        'reprot',
    ),
    'a task misspelt in a list': (('[start]', '[strat]'), 'HM101', '[strat]'),
    'a task beside tasks': (
        ('            start:\n', '          start:\n'),
        'HM104',
        'start:',
    ),
    'an action misspelt': (
        ('std.http', 'std.htpp'),
        'HM204',
        'action: std.htpp',
    ),
    'an action that is not there': (
        ('std.echo\n', 'std.print\n'),
        'HM204',
        'std.print',
    ),
    'an input of an action misspelt': (('url:', 'uri:'), 'HM205', 'uri:'),
    'an input of an action lacks': (
        ('                output: "{{', '                text: "{{'),
        'HM205',
        'text: "{{',
    ),
    'a function misspelt': (('task(look)', 'tsk(look)'), 'HM303', 'tsk('),
    'a function of Python': (('concat(', 'strcat('), 'HM303', 'strcat('),
    'an unclosed YAQL expression': (
        ("$.state = 'up' %>", "$.state = 'up'"),
        'HM305',
        'report: <%',
    ),
    'YAQL that does not parse': (
        ("$.state != 'up'", "$.state !== 'up'"),
        'HM301',
        '!==',
    ),
    'YAQL with a quote that is open': (
        ("'http://127.0.0.1/'", "'http://127.0.0.1/"),
        'HM301',
        'concat(',
    ),
    'Jinja that does not parse': (
        ('{{ _.level }}', '{{ _.level + }}'),
        'HM302',
        '_.level',
    ),
    'Jinja without "_"': (('{{ _.level }}', '{{ level }}'), 'HM304', 'level'),
    'Jinja without quotes': (
        ('"{{ _.mail }} {{ _.level }}"', '{{ _.mail }}'),
        'HM005',
        '{{ _.mail }}',
    ),
    'a variable misspelt': (
        ('output=<% $.name %>', 'output=<% $.nmae %>'),
        'HM304',
        '$.nmae',
    ),
    'a variable that nothing publishes': (
        ('                state: <% task', '                status: <% task'),
        'HM304',
        'state: <% $.state',
    ),
    'the result of a task as a variable': (
        ('task(look).result.content', '$.look.content'),
        'HM304',
        '$.look',
    ),
    'a sub-workflow misspelt': (
        ('workflow: restart_server', 'workflow: restart_srever'),
        'HM201',
        'restart_srever',
    ),
    'an input of a sub-workflow misspelt': (
        ('name: <% $.server', 'nmae: <% $.server'),
        'HM202',
        'workflow: restart_server',
    ),
    'an input too many for a sub-workflow': (
        ('name: <% $.server %>', 'name: <% $.server %>\n                x: 1'),
        'HM203',
        'x: 1',
    ),
    'a key of a task misspelt': (
        ('wait-before', 'wait_before'),
        'HM104',
        'wait_before',
    ),
    'a key of a workflow misspelt': (('vars:', 'var:'), 'HM104', 'var:'),
    'a key of another language': (
        (
            '            restart:\n',
            '            restart:\n              if: 1\n',
        ),
        'HM104',
        'if: 1',
    ),
    'a retry without its delay': (
        ('                delay: 2\n', ''),
        'HM105',
        'retry:',
    ),
    'a text for a number': (
        ('wait-before: 1', 'wait-before: soon'),
        'HM105',
        'wait-before',
    ),
    'a join of too many': (('join: one', 'join: 4'), 'HM103', 'join: 4'),
    'tasks that only name each other': (
        (
            '              on-success: report\n            report:',
            (
                '              on-success: report\n'
                '            first:\n              on-success: second\n'
                '            second:\n              on-success: first\n'
                '            report:'
            ),
        ),
        'HM102',
        'first:',
    ),
    'a definition folded': (
        ('definition: |', 'definition: >'),
        'HM004',
        'definition: >',
    ),
    'a tab in the template': (
        ('      scope: private', f'{_TAB}scope: private'),
        'HM001',
        'scope',
    ),
    'a tab in the definition': (
        ('                url:', f'              {_TAB}url:'),
        'HM003',
        'url:',
    ),
    'a list for the definition': (
        (
            '      definition: |\n        version',
            '      definition:\n        version',
        ),
        'HM403',
        'version',
    ),
    'two workflows of a name': (
        ('        restart_server:\n', '        heal:\n'),
        'HM003',
        '        heal:',
    ),
    'a name with a space': (
        ('        restart_server:\n', '        restart server:\n'),
        'HM003',
        'restart server:',
    ),
    'a workbook': (
        (
            "        version: '2.0'\n        heal:\n          type: direct\n",
            "        version: '2.0'\n        name: book\n        workflows:\n"
            '         heal:\n          type: direct\n',
        ),
        'HM006',
        'workflows:',
    ),
    'a type misspelt': (
        ('OS::Mistral::CronTrigger', 'OS::Mistral::CronTriger'),
        'HM401',
        'CronTriger',
    ),
    'a property misspelt': (('pattern:', 'patern:'), 'HM401', 'patern'),
    'a property in another form': (
        ('run_on_update', 'run-on-update'),
        'HM401',
        'run-on-update',
    ),
    'a value that is not taken': (
        ('on_change', 'on-change'),
        'HM403',
        'on-change',
    ),
    'a text for a whole number': (
        ('timeout: 60', 'timeout: 1m'),
        'HM403',
        'timeout: 1m',
    ),
    'a property that lacks': (
        (
            '      workflow:\n        name: { get_attr: [healer, available_'
            'workflows, heal] }\n        input:\n          server: db\n',
            '',
        ),
        'HM402',
        'CronTrigger',
    ),
    'an attribute misspelt': (
        ('[once, state]', '[once, stat]'),
        'HM404',
        'stat]',
    ),
    'a resource misspelt': (
        ('get_resource: healer', 'get_resource: haeler'),
        'HM412',
        'haeler',
    ),
    'a workflow that is not in the text': (
        ('available_workflows, heal]', 'available_workflows, heel]'),
        'HM405',
        'heel]',
    ),
    'a default workflow that is not in the text': (
        ('default_workflow: heal', 'default_workflow: help'),
        'HM405',
        'default_workflow',
    ),
    'an input that no workflow declares': (
        ('        mail: { get_param', '        email: { get_param'),
        'HM406',
        'email',
    ),
    'an input of a run misspelt': (
        ('server: db', 'sever: db'),
        'HM406',
        'sever',
    ),
    'an input of a run lacks': (
        ('      input:\n        name: web\n', ''),
        'HM407',
        'restart_server]',
    ),
    'a pattern that cannot be read': (
        ('0 3 * * *', '0 25 * * *'),
        'HM408',
        '0 25',
    ),
    'a pattern that never comes': (
        ('0 3 * * *', '0 3 31 2 *'),
        'HM408',
        '31 2',
    ),
    'seconds first in a pattern': (
        ('0 3 * * *', '0 0 3 * * *'),
        'HM409',
        '0 0 3',
    ),
    'an alarm_url in an output': (
        ('get_attr: [once, state]', 'get_attr: [healer, alarm_url]'),
        'HM410',
        'alarm_url',
    ),
    'an alarm_url in an input': (
        ('name: web', 'name: { get_attr: [healer, alarm_url] }'),
        'HM410',
        'alarm_url',
    ),
    'values in a public workflow': (
        ('scope: private', 'scope: public'),
        'HM411',
        'scope: public',
    ),
    **more_mistakes.MISTAKES,
}
