"""A good template, and a definition in it, for the linter's tests to spoil."""

TEMPLATE = """\
heat_template_version: 2018-08-31

parameters:
  mail:
    type: string
    default: ops@example.com

resources:
  healer:
    type: OS::Mistral::Workflow
    properties:
      scope: private
      default_workflow: heal
      input:
        mail: { get_param: mail }
      definition: |
        version: '2.0'
        heal:
          type: direct
          input:
            - server
            - mail
            - level: 1
          vars:
            attempts: 3
          output:
            state: <% $.state %>
          tasks:
            look:
              action: std.http
              input:
                url: <% concat('http://127.0.0.1/', $.server) %>
                timeout: 5
              publish:
                state: <% task(look).result.content %>
              retry:
                count: <% $.attempts %>
                delay: 2
              on-success:
                - restart: <% $.state != 'up' %>
                - report: <% $.state = 'up' %>
              on-error: report
            restart:
              workflow: restart_server
              input:
                name: <% $.server %>
              on-success: report
            report:
              join: one
              action: std.echo
              input:
                output: "{{ _.mail }} {{ _.level }}"
              wait-before: 1
        restart_server:
          input:
            - name
          tasks:
            stop:
              action: std.echo output=<% $.name %>
              on-success: [start]
            start:
              with-items: step in <% [1, 2] %>
              action: std.echo output=<% $.step + 1 %>

  nightly:
    type: OS::Mistral::CronTrigger
    properties:
      pattern: 0 3 * * *
      workflow:
        name: { get_attr: [healer, available_workflows, heal] }
        input:
          server: db
  once:
    type: OS::Mistral::Execution
    properties:
      workflow: { get_attr: [healer, available_workflows, restart_server] }
      input:
        name: web
      run_on_update: on_change
      timeout: 60

outputs:
  workflow:
    value: { get_resource: healer }
  state:
    value: { get_attr: [once, state] }
"""
