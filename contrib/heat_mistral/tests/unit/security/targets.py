"""All of core/ that looks at a text of somebody else's, and such texts."""

from heat_mistral.core import (
    canonical,
    definition,
    schedule,
    workflow_reference,
)
from heat_mistral.core.definition import tasks_form
from heat_mistral.core.execution import params
from heat_mistral.tests.unit.security import grammars, readers
from heat_mistral.tests.unit.security.growth import NUMBER as N
from heat_mistral.tests.unit.security.growth import Target

MEGABYTE = 1024 * 1024

TARGETS = (
    Target(
        readers.read_definition,
        (definition.DefinitionError,),
        (*grammars.CHARACTERS, *grammars.DSL),
        ('', *(grammar[0] for grammar in grammars.DSL_GRAMMARS)),
        grammars.DSL_GRAMMARS,
        128 * 1024,
    ),
    Target(
        readers.read_actions,
        (definition.DefinitionError,),
        (*grammars.CHARACTERS, *grammars.ADHOC),
        ('', *(grammar[0] for grammar in grammars.ADHOC_GRAMMARS)),
        grammars.ADHOC_GRAMMARS,
        64 * 1024,
    ),
    Target(
        readers.read_source,
        (),
        (*grammars.CHARACTERS, *grammars.PYTHON),
        ('', *(grammar[0] for grammar in grammars.PYTHON_GRAMMARS)),
        grammars.PYTHON_GRAMMARS,
        64 * 1024,
    ),
    Target(
        readers.read_signature,
        (),
        (*grammars.CHARACTERS, f'a{N}, ', f'a{N}=1, ', '"x"', '{}'),
    ),
    Target(
        readers.read_command,
        (),
        (*grammars.CHARACTERS, *grammars.DSL, f'a{N}=1 ', 'w ', 'a="'),
    ),
    Target(
        readers.read_name,
        (workflow_reference.InvalidReference,),
        grammars.CHARACTERS,
    ),
    Target(
        readers.read_unknown_keys,
        (workflow_reference.InvalidReference,),
        grammars.CHARACTERS,
    ),
    Target(
        readers.read_state_info,
        (),
        (*grammars.CHARACTERS, *grammars.SAID),
        longest=MEGABYTE,
    ),
    Target(
        readers.read_complaint,
        (),
        (*grammars.CHARACTERS, *grammars.SAID),
        grammars.SAID,
        longest=MEGABYTE,
    ),
    Target(
        readers.read_json,
        (),
        (*grammars.CHARACTERS, '{"a": ', '["', '1,', '\\u00'),
    ),
    Target(readers.read_pattern, (schedule.ScheduleError,), grammars.CRON),
    Target(
        readers.read_first_time,
        (schedule.ScheduleError,),
        grammars.CRON,
        ('2030-01-01',),
    ),
    Target(
        readers.read_signal,
        (),
        (*grammars.CHARACTERS, f'a{N}\n', f'b{N}\n', 'w0'),
    ),
    Target(
        readers.read_group,
        (canonical.TooDeep,),
        (*grammars.CHARACTERS, '0a', f'{N}.', '0' * 16),
        ('', '0123456789ab.', '2030-01-01 '),
    ),
    Target(
        readers.read_params,
        (params.InvalidParams,),
        (*grammars.CHARACTERS, f'a{N}\n', 'env\n', 'notify\n', 'task_name\n'),
    ),
    Target(
        readers.read_tasks,
        (tasks_form.TasksError,),
        (*grammars.CHARACTERS, f'a{N}\n', 'std.noop\n', '<% $ %>'),
        longest=64 * 1024,
    ),
)
