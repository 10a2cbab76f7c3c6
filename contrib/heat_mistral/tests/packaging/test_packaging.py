"""Every way to install the plugin, from a copy of this checkout.

Neither what builds it nor its dependencies are installed for each of them:
the throw-away environments borrow both.
"""

import collections
import email.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile

import build
import pytest
from packaging import requirements

ROOT = pathlib.Path(__file__).parents[4]
SHIM = 'heat_mistral_plugin.py'
VERSION = '7.8.9'
BORROWED = 'zz-borrowed.pth'
ENTRY_POINTS = {
    'heat.clients': ['heat_mistral'],
    'oslo.config.opts': ['heat_mistral'],
    'console_scripts': ['heat-mistral', 'mistral-actions'],
    'cliff.formatter.list': ['markdown'],
    'openstack.extension': [
        f'workflow_action_{command}'
        for command in (
            'adopt',
            'clear',
            'discover',
            'list',
            'markdown_dump',
            'register',
            'show',
            'unregister',
        )
    ],
}

Wheel = collections.namedtuple('Wheel', 'files metadata entry_points')

# What an installation looks like from within.
LOOK = """
import importlib.metadata as metadata, json, pathlib, sys
import heat_mistral, heat_mistral.config
dist = metadata.distribution('heat-mistral')
print(json.dumps({
    'package': heat_mistral.__file__,
    'version': dist.version,
    'requires': dist.requires,
    'entry_points': [[e.group, e.name, e.load().__module__]
                     for e in dist.entry_points],
}))
"""


def run(*command, cwd):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope='module')
def checkout(tmp_path_factory):
    """A copy of the files that git knows or would take, with a tag.

    A build leaves files in its checkout; and what else lies about in
    contrib/ must not be shipped.
    """
    if not (ROOT / '.git').exists():
        pytest.skip('pbr needs the history of a checkout')
    copy = tmp_path_factory.mktemp('copy') / 'heat-mistral'
    run('git', 'clone', '-q', ROOT, copy, cwd=ROOT)
    listed = run(
        'git', 'ls-files', '-z', '-co', '--exclude-standard', cwd=ROOT
    )
    for name in filter(None, listed.split('\0')):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    stray = copy / 'contrib' / 'stray' / '__init__.py'
    stray.parent.mkdir()
    stray.touch()
    run('git', 'add', '-A', cwd=copy)
    identity = ('-c', 'user.name=x', '-c', 'user.email=x@example.org')
    run(
        'git',
        *identity,
        'commit',
        '-q',
        '--allow-empty',
        '-m',
        'As it is',
        cwd=copy,
    )
    run('git', *identity, 'tag', '-a', '-m', VERSION, VERSION, cwd=copy)
    return copy


def one(directory, pattern):
    (found,) = directory.glob(pattern)
    return found


def site_of(prefix):
    return one(prefix, 'lib/python*/site-packages')


@pytest.fixture(scope='module')
def builder(checkout, tmp_path_factory):
    """An environment with what pyproject.toml says that a build needs."""
    prefix = tmp_path_factory.mktemp('builder')
    venv.create(prefix, symlinks=True)
    run(
        sys.executable,
        '-m',
        'pip',
        '--python',
        prefix / 'bin' / 'python',
        'install',
        'build',
        *build.ProjectBuilder(checkout).build_system_requires,
        cwd=prefix,
    )
    return prefix


@pytest.fixture(scope='module')
def built(checkout, builder, tmp_path_factory):
    """An sdist, and a wheel that is built from it."""
    out = tmp_path_factory.mktemp('dist')
    run(
        builder / 'bin' / 'python',
        '-m',
        'build',
        '--no-isolation',
        '--outdir',
        out,
        checkout,
        cwd=out,
    )
    return out


def read_wheel(path):
    with zipfile.ZipFile(path) as archive:
        files = set(archive.namelist())
        (info,) = {
            name.split('/')[0] for name in files if '.dist-info/' in name
        }
        return Wheel(
            files,
            email.parser.Parser().parsestr(
                archive.read(f'{info}/METADATA').decode()
            ),
            archive.read(f'{info}/entry_points.txt').decode(),
        )


@pytest.fixture(scope='module')
def wheel(built):
    return read_wheel(one(built, '*.whl'))


@pytest.fixture(scope='module')
def install(builder, tmp_path_factory):
    """Makes an environment with the plugin, installed as pip is told."""
    borrowed = (site_of(builder), sysconfig.get_path('purelib'))

    def installed(*arguments):
        prefix = tmp_path_factory.mktemp('venv')
        venv.create(prefix, symlinks=True)
        python = prefix / 'bin' / 'python'
        # They are read in the order of their names: this one at the end.
        (site_of(prefix) / BORROWED).write_text(
            ''.join(f'{path}\n' for path in borrowed)
        )
        run(
            sys.executable,
            '-m',
            'pip',
            '--python',
            python,
            'install',
            '--no-deps',
            '--no-build-isolation',
            '--no-compile',
            '--ignore-installed',
            *arguments,
            cwd=prefix,
        )
        return prefix, json.loads(
            run(python, '-I', '-W', 'ignore', '-c', LOOK, cwd=prefix)
        )

    return installed


@pytest.fixture(scope='module')
def plain(install, checkout):
    return install(checkout)


def wanted():
    """The requirements as requirements.txt has them."""
    lines = (
        re.sub(r'#.*', '', line).strip()
        for line in (ROOT / 'requirements.txt').read_text().splitlines()
    )
    return {str(requirements.Requirement(line)) for line in lines if line}


def canonical(required):
    """Those that hold without an extra."""
    parsed = map(requirements.Requirement, required)
    return {str(each) for each in parsed if 'extra' not in str(each.marker)}


def test_the_wheel_has_the_package_and_the_shim_only(wheel):
    tops = {name.split('/')[0] for name in wheel.files}
    assert tops == {
        'heat_mistral',
        f'heat_mistral-{VERSION}.dist-info',
        f'heat_mistral-{VERSION}.data',
    }
    assert {name for name in wheel.files if '.data/' in name} == {
        f'heat_mistral-{VERSION}.data/data/lib/heat/{SHIM}'
    }


def test_the_wheel_has_every_module_of_the_package(wheel, checkout):
    """But for the tests that need a sandbox, which no wheel has."""
    listed = run(
        'git',
        'ls-files',
        'contrib/heat_mistral/*.py',
        'contrib/heat_mistral/*.json',
        cwd=checkout,
    ).split()
    names = {name.removeprefix('contrib/') for name in listed}
    left_out = {
        name
        for name in names
        if name.startswith(
            ('heat_mistral/tests/functional/', 'heat_mistral/tests/packaging/')
        )
    }
    assert len(left_out) > 50
    assert names - left_out == {
        name for name in wheel.files if name.startswith('heat_mistral/')
    }


def test_the_shim_has_no_package_around_it(wheel):
    """Heat would run it under two names."""
    assert f'heat_mistral/plugin/{SHIM}' in wheel.files
    assert 'heat_mistral/plugin/__init__.py' not in wheel.files


def test_a_wheel_from_the_sdist_has_all_dependencies(wheel):
    assert canonical(wheel.metadata.get_all('Requires-Dist')) == wanted()


def extra(wheel, name):
    return {
        each.name
        for each in map(
            requirements.Requirement, wheel.metadata.get_all('Requires-Dist')
        )
        if str(each.marker) == f'extra == "{name}"'
    }


def test_pictures_need_an_extra(wheel):
    assert extra(wheel, 'graph') == {'openstacksdk', 'pygraphviz'}


def test_the_command_needs_an_extra(wheel):
    assert extra(wheel, 'actions') == {'cliff', 'openstacksdk', 'rich'}


def test_the_command_of_a_plain_installation(plain):
    prefix, _ = plain
    told = run(
        prefix / 'bin' / 'mistral-actions',
        'discover',
        'mistral',
        '-f',
        'markdown',
        cwd=prefix,
    )
    assert told.startswith('| Name | Inputs | Description |')
    assert '| std.echo | output, delay=0 | Echo action. |' in told


def test_openstackclient_has_the_commands(plain):
    prefix, _ = plain
    openstack = (
        'import sys; from openstackclient import shell; '
        'sys.exit(shell.main(sys.argv[1:]))'
    )
    told = run(
        prefix / 'bin' / 'python',
        *('-I', '-W', 'ignore', '-c', openstack),
        *('workflow', 'action', 'discover', 'mistral', '-f', 'value'),
        cwd=prefix,
    )
    assert 'std.echo output, delay=0 Echo action.' in told


def test_heat_and_six_are_no_dependencies():
    names = {requirements.Requirement(text).name for text in wanted()}
    assert not names & {'openstack-heat', 'six', 'mock'}


def test_the_version_is_the_tags(wheel):
    assert wheel.metadata['Version'] == VERSION


def test_the_metadata_says_what_it_is(wheel):
    assert wheel.metadata['Name'] == 'heat-mistral'
    assert wheel.metadata['Requires-Python'] == '>=3.10'
    assert wheel.metadata['License-Expression'] == 'Apache-2.0'
    assert 'OS::Mistral::' in wheel.metadata.get_payload()


def test_the_sdist_has_what_the_tests_need(built):
    with tarfile.open(one(built, '*.tar.gz')) as archive:
        names = {name.partition('/')[2] for name in archive.getnames()}
    for needed in (
        'requirements.txt',
        'test-requirements.txt',
        'tox.ini',
        'pyproject.toml',
        'README.rst',
        'LICENSE',
        'sandbox/requirements.txt',
        'contrib/heat_mistral/tests/unit/test_client.py',
    ):
        assert needed in names


def check_look(look):
    assert look['version'] == VERSION
    assert canonical(look['requires']) == wanted()
    found = collections.defaultdict(list)
    for group, name, module in look['entry_points']:
        found[group].append(name)
        assert module.startswith('heat_mistral.')
    assert {group: sorted(names) for group, names in found.items()} == (
        ENTRY_POINTS
    )


def test_a_plain_installation(plain):
    prefix, look = plain
    check_look(look)
    assert pathlib.Path(look['package']).is_relative_to(prefix)


def test_a_plain_installation_is_where_heat_looks(plain):
    """Heat's default plugin_dirs has /usr/lib/heat, /usr/local/lib/heat."""
    prefix, look = plain
    shim = prefix / 'lib' / 'heat' / SHIM
    assert os.listdir(shim.parent) == [SHIM]
    source = pathlib.Path(look['package']).parent / 'plugin' / SHIM
    assert shim.read_text() == source.read_text()


def test_a_plain_installation_has_nothing_else(plain):
    prefix, _ = plain
    site = site_of(prefix)
    assert set(os.listdir(site)) == {
        'heat_mistral',
        f'heat_mistral-{VERSION}.dist-info',
        BORROWED,
    }


def test_the_wheel_installs_as_the_checkout_does(plain, wheel):
    prefix, _ = plain
    site = site_of(prefix)
    package = site / 'heat_mistral'
    installed = [*package.rglob('*.py'), *package.rglob('*.json')]
    assert {str(path.relative_to(site)) for path in installed} == {
        name for name in wheel.files if name.startswith('heat_mistral/')
    }


def test_an_editable_installation(install, checkout):
    prefix, look = install('--editable', checkout)
    check_look(look)
    assert pathlib.Path(look['package']).is_relative_to(checkout)
    # Hence plugin_dirs must name the source then.
    assert not (prefix / 'lib' / 'heat').exists()
