#!/usr/bin/python3
"""Records what a real Ansible answers to the expressions of expressions.txt, into expected.tsv.

Run on Debian with ansible-core installed:  python3 record.py
Each line of expressions.txt is an expression, or after `T ` a template with the sign for a line end; the variables are in
variables.json. An expression is evaluated inside of a list, so that texts which look like numbers stay texts, as they do
since ansible-core 2.19; a template is rendered as the template module does.
"""
import json
import os

from ansible.parsing.dataloader import DataLoader
from ansible.template import AnsibleEnvironment, AnsibleNativeEnvironment, Templar
from ansible.release import __version__
from ansible.utils.unsafe_proxy import wrap_var

here = os.path.dirname(os.path.abspath(__file__))
variables = json.load(open(os.path.join(here, 'variables.json')))
variables['injection'] = wrap_var(variables['injection'])  # as everything that comes from a host


def shape(value):
    """The value as JSON with its types visible: tuples are lists there, as in Ansible's results since 2.19."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return {'dict': [[shape(k), shape(v)] for k, v in value.items()]}
    if isinstance(value, (list, tuple)) or type(value).__name__ in ('dict_keys', 'dict_values', 'dict_items', 'range'):
        return [shape(v) for v in value]
    raise TypeError(type(value).__name__)


def native(expression):
    templar = Templar(DataLoader(), variables=variables)
    functions = templar.environment.globals
    templar.environment = AnsibleNativeEnvironment(loader=DataLoader())
    templar.environment.globals.update(functions)
    templar.jinja2_native = True
    value = templar.template('{{ [ (%s) ] }}' % expression, escape_backslashes=False)
    return shape(value[0])


def text(template, loader=DataLoader()):
    templar = Templar(loader, variables=variables)
    templar = templar.copy_with_new_env(environment_class=AnsibleEnvironment)
    return templar.do_template(template, preserve_trailing_newlines=True, escape_backslashes=False)


def main():
    out = ['# recorded with ansible-core %s; kind, template as JSON, answer as JSON or ERROR' % __version__]
    for line in open(os.path.join(here, 'expressions.txt'), encoding='utf-8'):
        line = line.rstrip('\n')
        if not line or line.startswith('##'):
            continue
        kind = 'text' if line.startswith('T ') else 'value'
        source = line[2:].replace('⏎', '\n') if kind == 'text' else line
        try:
            answer = json.dumps(text(source) if kind == 'text' else native(source))
        except Exception as e:
            answer = 'ERROR ' + type(e).__name__
        out.append('%s\t%s\t%s' % (kind, json.dumps(source), answer))
    with open(os.path.join(here, 'expected.tsv'), 'w', encoding='utf-8') as file:
        file.write('\n'.join(out) + '\n')


main()
