"""report.py FOLDER [--into DOCUMENT]: results.md and the plots from results.json.

With --into the tables are also put into a Markdown document, between the lines <!-- bench --> and <!-- /bench -->, with
paths of the plots as that document needs them."""

import json
import os
import statistics
import sys
import textwrap
from pathlib import Path

COLOURS = {
    "pinwright": "#0b6e4f",
    "ssh": "#444444",
    "ssh-true": "#999999",
    "ansible": "#c0392b",
    "mitogen": "#d68910",
    "pyinfra": "#2e6da4",
}


def medians(runs):
    """One row for each contestant, fleet and work: medians of the rounds without a problem."""
    groups = {}
    for run in runs:
        groups.setdefault((run["rtt_ms"], run["work"], run["hosts"], run["contestant"]), []).append(run)
    rows = {}
    for key, all_runs in groups.items():
        good = [run for run in all_runs if "problem" not in run]
        row = {"rounds": len(good), "failed": len(all_runs) - len(good)}
        for field in ("wall", "client_cpu", "server_cpu", "memory_kib", "largest_kib", "connections", "execs", "round_trips"):
            values = [run[field] for run in good if run.get(field) is not None]
            row[field] = statistics.median(values) if values else None
        row["range"] = (min(run["wall"] for run in good), max(run["wall"] for run in good)) if good else None
        rows[key] = row
    return rows


def number(value, digits=2):
    return "" if value is None else f"{value:.{digits}f}"


def mib(value):
    return "" if value is None else f"{value / 1024:.0f}"


def each(value, hosts):
    return "" if value is None else f"{value / max(hosts, 1):.2g}"


HEAD = (
    "| contestant | hosts | rounds | wall s (min..max) | against ssh | client CPU s | server CPU s | memory MiB (largest process)"
    " | connections, execs, round trips a host |\n|---|---|---|---|---|---|---|---|---|\n"
)
TITLES = {"noop": "Nothing to change", "change": "Three of eight items change", "start": "Start alone"}


def table(rows, rtt, work):
    lines = ""
    for key in sorted((k for k in rows if k[:2] == (rtt, work)), key=lambda k: k[2]):
        row, hosts, who = rows[key], key[2], key[3]
        if not row["rounds"]:
            lines += f"| {who} | {hosts} | 0 of {row['failed']} | did not do the work | | | | | |\n"
            continue
        floor = rows.get((rtt, work, hosts, "ssh"), {}).get("wall")
        ratio = number(row["wall"] / floor) if floor and work != "start" else ""
        counts = [row["connections"], row["execs"], row["round_trips"]]
        lines += (
            f"| {who} | {hosts} | {row['rounds']}{' of ' + str(row['rounds'] + row['failed']) if row['failed'] else ''}"
            f" | {number(row['wall'])} ({number(row['range'][0])}..{number(row['range'][1])}) | {ratio}"
            f" | {number(row['client_cpu'])} | {number(row['server_cpu'])}"
            f" | {mib(row['memory_kib'])} ({mib(row['largest_kib'])})"
            f" | {', '.join(each(count, hosts) for count in counts if count is not None)} |\n"
        )
    return HEAD + lines


def ratios(rows, heap):
    """What the targets speak of, as ratios within one interleaved run."""

    def get(who, hosts, field, work="noop", rtt=0):
        row = rows.get((rtt, work, hosts, who))
        return row[field] if row and row["rounds"] else None

    def total(who, hosts):
        client, server = get(who, hosts, "client_cpu"), get(who, hosts, "server_cpu")
        return None if client is None or server is None else client + server

    def ratio(above, below):
        return f"{above / below:.2f}" if above is not None and below else "not measured"

    def seconds(value):
        return "not measured" if value is None else f"{value:.2f} s"

    def counts(work):
        row = next((rows[k] for k in sorted(rows, key=lambda k: -k[2]) if k[0] == 0 and k[1] == work and k[3] == "pinwright"), None)
        if not row or not row["rounds"] or row["execs"] is None:
            return "not measured"
        hosts = next(k[2] for k in sorted(rows, key=lambda k: -k[2]) if rows[k] is row)
        return ", ".join(each(row[field], hosts) for field in ("connections", "execs", "round_trips"))

    memory = get("pinwright", 1000, "largest_kib")
    lines = [
        ("200 hosts: wall against one exec by ssh", "at most 1.0", ratio(get("pinwright", 200, "wall"), get("ssh", 200, "wall"))),
        ("200 hosts: client CPU against ssh's", "below 1.0", ratio(get("pinwright", 200, "client_cpu"), get("ssh", 200, "client_cpu"))),
        ("200 hosts: server CPU against that of ssh", "at most 1.2", ratio(get("pinwright", 200, "server_cpu"), get("ssh", 200, "server_cpu"))),
        *(
            (f"50 hosts: all CPU of {rival} against Pinwright's", f"at least {least}", ratio(total(rival, 50), total("pinwright", 50)))
            for rival, least in (("ansible", 50), ("mitogen", 15), ("pyinfra", 3))
        ),
        ("nothing to change: connections, execs, round trips a host", "1, 1, 1", counts("noop")),
        ("three changes: the same", "1, 1, at most 3", counts("change")),
        ("one host at 50 ms: a cold process", "at most 0.95 s", seconds(get("pinwright", 1, "wall", rtt=50))),
        ("one host at 50 ms: warm", "at most 0.55 s", seconds(get("pinwright-warm", 1, "wall", rtt=50))),
        ("1,000 hosts: wall against 200 hosts", "at most 5.2", ratio(get("pinwright", 1000, "wall"), get("pinwright", 200, "wall"))),
        ("1,000 hosts: resident memory", "at most 200 MB", "not measured" if memory is None else f"{memory * 1024 / 1e6:.0f} MB"),
        (
            f"heap of an open session, {heap['sessions']} open" if heap else "heap of an open session",
            "at most 64 KiB",
            f"{heap['bytes'] / 1024:.0f} KiB" if heap else "not measured",
        ),
        ("`--version`: CPU", "at most 0.25 s", seconds(get("pinwright-version", 1, "client_cpu", "start"))),
        ("one host: client CPU", "at most 0.5 s", seconds(get("pinwright", 1, "client_cpu"))),
    ]
    return "| what | target | measured |\n|---|---|---|\n" + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in lines)


def plot(rows, rtt, work):
    """Wall time over hosts, both logarithmic, as SVG."""
    import math

    series = {}
    for (a, b, hosts, who), row in rows.items():
        if (a, b) == (rtt, work) and row["rounds"] and who in COLOURS:
            series.setdefault(who, []).append((hosts, row["wall"]))
    points = [point for line in series.values() for point in line]
    if len({hosts for hosts, _ in points}) < 2:
        return None
    width, height, left, right, top, bottom = 760, 440, 70, 110, 40, 50
    x0, x1 = (f(math.log10(hosts) for hosts, _ in points) for f in (min, max))
    y0, y1 = math.floor(math.log10(min(w for _, w in points))), math.ceil(math.log10(max(w for _, w in points)))

    def x(hosts):
        return left + (math.log10(hosts) - x0) / (x1 - x0) * (width - left - right)

    def y(wall):
        return height - bottom - (math.log10(wall) - y0) / max(y1 - y0, 1) * (height - top - bottom)

    title = f"{TITLES[work]}: wall seconds over hosts" + (f", {rtt} ms round-trip time" if rtt else "")
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{left}" y="22" font-size="15">{title}</text>',
    ]
    for power in range(y0, y1 + 1):
        at = y(10**power)
        svg.append(f'<line x1="{left}" x2="{width - right}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>')
        svg.append(f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{10**power:g}</text>')
    for hosts in sorted({hosts for hosts, _ in points}):
        svg.append(f'<text x="{x(hosts):.1f}" y="{height - bottom + 20}" text-anchor="middle">{hosts}</text>')
    for who, line in series.items():
        line.sort()
        path = " ".join(f"{x(hosts):.1f},{y(wall):.1f}" for hosts, wall in line)
        svg.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[who]}" stroke-width="2"/>')
        svg += [f'<circle cx="{x(h):.1f}" cy="{y(w):.1f}" r="3" fill="{COLOURS[who]}"/>' for h, w in line]
    taken = []
    for who, line in sorted(series.items(), key=lambda item: y(item[1][-1][1])):
        at = y(line[-1][1]) + 4
        while any(abs(at - other) < 13 for other in taken):
            at += 1
        taken.append(at)
        svg.append(f'<text x="{x(line[-1][0]) + 8:.1f}" y="{at:.1f}" fill="{COLOURS[who]}">{who}</text>')
    return "\n".join(svg) + "\n</svg>\n"


def main():
    folder = Path(sys.argv[1])
    data = json.loads((folder / "results.json").read_text())
    rows, machine = medians(data["runs"]), data["machine"]
    text = textwrap.fill(
        f"{machine['when']}: {machine['cpus']} CPUs ({machine['cpu']}), {machine['memory_gib']} GiB, Linux {machine['kernel']},"
        f" {machine['ssh']}, {machine['pinwright']}.",
        110,
    )
    text += "\n"
    parts = [("Targets", ratios(rows, data.get("heap_of_a_session")), None)]
    for rtt, work in sorted({key[:2] for key in rows}, key=lambda k: (k[0], list(TITLES).index(k[1]))):
        title = TITLES[work] + (f", {rtt} ms round-trip time" if rtt else "")
        svg, file = plot(rows, rtt, work), folder / f"{work}{f'-{rtt}ms' if rtt else ''}.svg"
        if svg:
            file.write_text(svg)
        parts.append((title, table(rows, rtt, work), file if svg else None))

    def page(where):
        picture = "![{}]({})\n\n"
        return text + "".join(
            f"\n### {title}\n\n" + (picture.format(title, os.path.relpath(file, where)) if file else "") + body
            for title, body, file in parts
        )

    (folder / "results.md").write_text(page(folder))
    print(page(folder))
    if sys.argv[2:3] == ["--into"]:
        document = Path(sys.argv[3])
        before, rest = document.read_text().split("<!-- bench -->\n", 1)
        after = rest.split("<!-- /bench -->\n", 1)[1]
        document.write_text(f"{before}<!-- bench -->\n{page(document.parent)}<!-- /bench -->\n{after}")


main()
