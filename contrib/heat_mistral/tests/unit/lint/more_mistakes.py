"""More mistakes: those that a hostile try of sixty found to pass.

In the form of ``mistakes``.
"""

MISTAKES = {
    'an on-clause twice': (
        (
            '              on-error: report\n',
            '              on-error: report\n              on-error: fail\n',
        ),
        'HM106',
        'on-error: fail',
    ),
    'a resource twice': (('  once:\n', '  nightly:\n'), 'HM106', 'nightly:'),
    'a parameter of Heat in a definition': (
        ('timeout: 5', 'timeout: { get_param: mail }'),
        'HM107',
        'get_param: mail }',
    ),
    'a condition without its signs': (
        ("<% $.state != 'up' %>", "$.state != 'up'"),
        'HM105',
        'restart: $.state',
    ),
    'two tasks with a space between': (
        ('on-success: [start]', 'on-success: start stop'),
        'HM105',
        'start stop',
    ),
    'items without their "in"': (
        ('step in <%', 'step from <%'),
        'HM105',
        'step from',
    ),
    'a retry in one line without its delay': (
        (
            'retry:\n                count: <% $.attempts %>\n'
            '                delay: 2\n',
            'retry: count=3\n',
        ),
        'HM105',
        'retry: count=3',
    ),
    'YAQL with two signs for "equals"': (
        ("$.state = 'up'", "$.state == 'up'"),
        'HM301',
        '==',
    ),
    'quotes of a word processor': (
        ("$.state = 'up'", '$.state = \u2018up\u2019'),
        'HM301',
        '\u2018up',
    ),
    'a sign of YAQL in Jinja': (
        ('{{ _.level }}', '{{ $.level }}'),
        'HM302',
        '$.level',
    ),
    'a sign of Jinja in YAQL': (
        ('output=<% $.name', 'output=<% _.name'),
        'HM304',
        '_.name',
    ),
    'a variable without its dot': (
        ('output=<% $.name', 'output=<% $name'),
        'HM304',
        '$name',
    ),
    'a variable without its sign': (
        ('output=<% $.name', 'output=<% name'),
        'HM304',
        '<% name %>',
    ),
    'a function without its brackets': (
        ('output=<% $.name', 'output=<% env.name'),
        'HM303',
        'env.name',
    ),
    'a block of Jinja that is open': (
        ('"{{ _.mail }} {{ _.level }}"', '"{% if _.mail %}{{ _.level }}"'),
        'HM302',
        '{% if',
    ),
    'a Jinja block of plain text': (
        ('"{{ _.mail }} {{ _.level }}"', '"{% if _.level %}x{% endif %}"'),
        'HM306',
        '{% if',
    ),
    'both languages in one text': (
        ('{{ _.mail }} {{ _.level }}', '{{ _.mail }} <% $.level %>'),
        'HM307',
        '<% $.level %>',
    ),
    'the result of a task that is misspelt': (
        ('task(look)', 'task(lok)'),
        'HM308',
        'lok',
    ),
    'the same in Jinja': (
        ('{{ _.level }}', "{{ task('lok').result }}"),
        'HM308',
        'lok',
    ),
    'a part of a result misspelt': (('.result.', '.reslt.'), 'HM308', 'reslt'),
    'a task with a dash and without quotes': (
        ('task(look)', 'task(look-up)'),
        'HM308',
        'look-up',
    ),
    'a number that is too small': (
        ('timeout: 60', 'timeout: -60'),
        'HM403',
        '-60',
    ),
    'an attribute in one word': (
        ('get_attr: [once, state]', 'get_attr: once.state'),
        'HM404',
        'once.state',
    ),
    'the short name of a workflow': (
        (
            'name: { get_attr: [healer, available_workflows, heal] }',
            'name: heal',
        ),
        'HM405',
        'name: heal',
    ),
    'all workflows in place of one': (
        (
            '[healer, available_workflows, heal]',
            '[healer, available_workflows]',
        ),
        'HM405',
        'available_workflows]',
    ),
    'a schedule that YAML takes for an alias': (
        ('pattern: 0 3', 'pattern: */5 3'),
        'HM001',
        '*/5',
    ),
    'a dependency misspelt': (
        (
            'type: OS::Mistral::CronTrigger\n',
            'type: OS::Mistral::CronTrigger\n    depends_on: haeler\n',
        ),
        'HM412',
        'depends_on',
    ),
    'a parameter misspelt': (
        ('get_param: mail', 'get_param: mial'),
        'HM413',
        'mial',
    ),
    'a function of Heat misspelt': (
        ('get_attr: [once, state]', 'get_atr: [once, state]'),
        'HM414',
        'get_atr',
    ),
}
