"""The style sheet of an HTML page, for light and dark grounds."""

from heat_mistral.graph import palette, style

_FIXED = """\
:root{color-scheme:light dark}
body{margin:0 auto;max-width:1000px;padding:24px 20px 60px;\
font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;\
overflow-wrap:anywhere}
h1{font-size:26px;margin:0}
h2{font-size:19px;margin:40px 0 8px;padding-bottom:6px;\
border-bottom:1px solid}
h3{font-size:15px;margin:22px 0 8px}
h2 small{font-size:13px;font-weight:400}
p{margin:6px 0}
code,.id{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,\
'DejaVu Sans Mono','Liberation Mono',monospace;font-size:13px}
details{border:1px solid;border-radius:8px;margin:8px 0;padding:0 14px}
details[open]{padding-bottom:12px}
summary{cursor:pointer;padding:9px 0}
summary .what{font-weight:600}
summary .when{font-size:13px;margin-left:8px}
.state{border:1px solid;border-radius:10px;display:inline-block;\
font-size:12px;line-height:18px;margin-right:8px;padding:0 9px}
.failure{border-left:4px solid;margin:8px 0 12px;padding:4px 12px}
.drawing{overflow-x:auto;margin:8px 0}
svg{display:block;height:auto}
.shared{height:0;position:absolute;width:0}
.start,.why{text-anchor:start}
.start{font-size:12px}
.tick-label{font-size:10px}
.bar rect{stroke-width:1.2px}
.wait{stroke-dasharray:2 3;stroke-width:1.4px}
"""


def sheet() -> str:
    """The whole style sheet, that of pictures included."""
    return (
        f'{style.sheet()}{_FIXED}{_colours(0)}'
        f'@media (prefers-color-scheme:dark){{\n{_colours(1)}}}\n'
    )


def _colours(dark: int) -> str:
    text, quiet, paper, frame = palette.GROUNDS[dark]
    failed = palette.BOXES['ERROR']
    red = (failed.border, failed.dark_border)[dark]
    pale = (failed.fill, failed.dark_fill)[dark]
    rules = [
        f'body{{background:{paper};color:{text}}}',
        f'h2,details{{border-color:{frame}}}',
        f'.when,.id,.note,h2 small{{color:{quiet}}}',
        f'.failure{{background:{pale};border-color:{red}}}',
        f'.why{{fill:{red}}}',
        f'.tick{{stroke:{frame}}}',
        f'.tick-label{{fill:{quiet}}}',
        f'.wait{{stroke:{quiet}}}',
    ]
    for state, box in palette.BOXES.items():
        fill = (box.fill, box.dark_fill)[dark]
        border = (box.border, box.dark_border)[dark]
        if state:
            rules.append(
                f'.state.{style.state_class(state)}'
                f'{{background:{fill};border-color:{border}}}'
            )
    return ''.join(f'{rule}\n' for rule in rules)
