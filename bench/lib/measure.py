"""measure.py CASES: runs the cases of each fleet in interleaved rounds, and writes results.json.

Each run: wall time; CPU seconds of the contestant with all its children, and of sshd with all that it started; peak memory; TCP
connections that the server took; what Pinwright itself says of its round trips. After each run the files of the hosts are
compared with what the work should have made of them: a contestant that did not do the work has no figures."""

import json
import os
import platform
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

FOLDER = Path(os.environ["FOLDER"])
TICKS = os.sysconf("SC_CLK_TCK")
FIELDS = ("contestant", "hosts", "work", "rtt_ms", "rounds", "prefix", "command", "after")


class Cgroups:
    """CPU time by control groups: it counts helpers too that left their parent."""

    def __init__(self, root):
        self.client = Path(f"{root}/{os.environ['GROUP']}-client")
        self.server = Path(f"{root}/{os.environ['GROUP']}-server")

    def enter_client(self):
        (self.client / "cgroup.procs").write_text("0")

    @staticmethod
    def _usage(group):
        return int(re.search(r"usage_usec (\d+)", (group / "cpu.stat").read_text())[1]) / 1e6

    def cpu(self):
        return self._usage(self.client), self._usage(self.server)

    def idle(self):
        return len((self.server / "cgroup.procs").read_text().split()) <= 1

    def clients(self):
        return (self.client / "cgroup.procs").read_text().split()


class Times:
    """CPU time by the times of children that ended and were waited for: where no control group may be written."""

    def __init__(self):
        self.sshd = (FOLDER / "sshd.pid").read_text().strip()

    def enter_client(self):
        pass

    def cpu(self):
        fields = Path(f"/proc/{self.sshd}/stat").read_text().rsplit(")", 1)[1].split()
        times = os.times()
        return times.children_user + times.children_system, sum(map(int, fields[11:15])) / TICKS

    def idle(self):
        return not Path(f"/proc/{self.sshd}/task/{self.sshd}/children").read_text().split()

    def clients(self):
        return []


class Memory(threading.Thread):
    """Samples the contestant's processes: the largest one's peak, and the sum of all, shared pages counted once."""

    def __init__(self, accounting):
        super().__init__(daemon=True)
        self.accounting, self.end = accounting, threading.Event()
        self.largest = self.total = 0

    def run(self):
        while not self.end.wait(0.1):
            total = 0
            for pid in self.accounting.clients():
                try:
                    total += kib(f"/proc/{pid}/smaps_rollup", "Pss")
                    self.largest = max(self.largest, kib(f"/proc/{pid}/status", "VmHWM"))
                except (OSError, TypeError):
                    pass  # It ended meanwhile.
            self.total = max(self.total, total, self.largest)


def kib(file, name):
    return int(re.search(rf"^{name}:\s+(\d+) kB", Path(file).read_text(), re.M)[1])


def connections():
    lines = [line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Tcp:")]
    return int(lines[1][lines[0].index("PassiveOpens")])


def hosts(case):
    return [FOLDER / "hosts" / name for name in (FOLDER / "names").read_text().split()[: case["hosts"]]]


def managed(host):
    return {
        host / "etc/bench/limits.conf": "# managed\n* soft memlock {}\n* hard memlock unlimited\n",
        host / "etc/bench/grub.default": 'GRUB_DEFAULT=0\nGRUB_TIMEOUT={}\nGRUB_CMDLINE_LINUX="isolcpus=2-7"\n',
        host / "vm/swappiness": "{}\n",
    }


def reset(case):
    for host in hosts(case):
        for file, text in managed(host).items():
            if file.read_text() != text.format(7):
                file.write_text(text.format(7))
        kept = host / "etc/sysctl.d/99-bench.conf"
        if "swappiness=7" not in kept.read_text():
            kept.write_text("vm.dirty_ratio=20\nvm.swappiness=7\n")


def stamps(case):
    return [file.stat().st_mtime_ns for host in hosts(case) for file in managed(host)]


def wrong(case, before):
    """What is not as the work should have left it."""
    if case["work"] == "change":
        for host in hosts(case):
            for file, text in managed(host).items():
                if file.read_text().strip() != text.format(8).strip():
                    return f"{file} was not changed"
    elif stamps(case) != before:
        return "there was nothing to change, and something was written"
    return ""


def run(case, number, accounting):
    reset(case)
    before = stamps(case)
    log = FOLDER / "output"
    memory = Memory(accounting)
    opens, (client, server) = connections(), accounting.cpu()
    memory.start()
    start = time.monotonic()
    with open(log, "w") as output:
        child = subprocess.Popen(
            [*case["prefix"].split(), "sh", "-c", case["command"]],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=accounting.enter_client,
        )
        _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    memory.end.set()
    memory.join()
    if case["after"]:
        subprocess.run(["sh", "-c", case["after"]], stdout=subprocess.DEVNULL, check=False)
    limit = time.monotonic() + 10
    while not accounting.idle() and time.monotonic() < limit:
        time.sleep(0.02)
    client_end, server_end = accounting.cpu()
    text = log.read_text(errors="replace")
    result = {key: case[key] for key in ("contestant", "hosts", "work", "rtt_ms")} | {
        "round": number,
        "wall": round(wall, 4),
        "client_cpu": round(client_end - client, 4),
        "server_cpu": round(server_end - server, 4),
        "memory_kib": memory.total or usage.ru_maxrss,
        "largest_kib": memory.largest or usage.ru_maxrss,
        "connections": connections() - opens,
        "load": os.getloadavg()[0],
    }
    said = re.search(r"(\d+) exec requests?, (\d+) round trips?", text)
    if said:
        result |= {"execs": int(said[1]), "round_trips": int(said[2])}
    warm = re.search(r"warm run: ([\d.]+) s, ([\d.]+) s CPU", text)
    if warm:  # One JVM, several runs: the figures are those of one of them.
        result |= {"wall": float(warm[1]), "client_cpu": float(warm[2]), "server_cpu": None, "connections": None}
    problem = f"exit status {os.waitstatus_to_exitcode(status)}" if status else wrong(case, before)
    if problem:
        result["problem"] = problem
        told = [line for line in text.splitlines() if re.search("fatal|unreachable:|failed:|error|Traceback", line, re.I)]
        print("\n".join([f"bench: {name(case)}: {problem}", *told[:10], text[-500:]]), file=sys.stderr)
    reset(case)
    return result


def heap():
    """Bytes of the heap that an open session takes, and how many were open."""
    file = FOLDER / "heap"
    said = re.search(r"heap: (\d+) bytes a session, (\d+) held", file.read_text()) if file.exists() else None
    return {"bytes": int(said[1]), "sessions": int(said[2])} if said else None


def name(case):
    return f"{case['contestant']} {case['work']}, {case['hosts']} hosts" + (f", {case['rtt_ms']} ms" if case["rtt_ms"] else "")


def machine():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    ssh = subprocess.run(["ssh", "-V"], capture_output=True, text=True, check=False).stderr.strip()
    return {
        "cpu": cpu[1] if cpu else platform.machine(),
        "cpus": len(os.sched_getaffinity(0)),
        "memory_gib": round(kib("/proc/meminfo", "MemTotal") / 2**20),
        "kernel": platform.release(),
        "ssh": ssh.split(",")[0],
        "pinwright": (FOLDER / "version").read_text().strip() if (FOLDER / "version").exists() else "",
        "when": time.strftime("%Y-%m-%d"),
    }


def read(file):
    cases = []
    for line in Path(file).read_text().splitlines():
        case = dict(zip(FIELDS, line.split("\t")))
        cases.append(case | {key: int(case[key]) for key in ("hosts", "rtt_ms", "rounds")})
    return cases


def main():
    cases = read(sys.argv[1])
    root = (FOLDER / "cgroup").read_text().strip()
    accounting = Cgroups(root) if root else Times()
    results = []
    for fleet in dict.fromkeys((case["rtt_ms"], case["hosts"]) for case in cases):
        mine = [case for case in cases if (case["rtt_ms"], case["hosts"]) == fleet]
        for number in range(1, max(case["rounds"] for case in mine) + 1):
            for case in mine:
                if number <= case["rounds"]:
                    result = run(case, number, accounting)
                    results.append(result)
                    print(
                        f"bench: {name(case)}, round {number}: {result['wall']:.2f} s,"
                        f" client CPU {result['client_cpu']:.2f} s, server CPU {result['server_cpu'] or 0:.2f} s",
                        file=sys.stderr,
                    )
        # Written after each fleet: what was measured is kept when a later one is cut off.
        Path(os.environ["OUT"], "results.json").write_text(
            json.dumps({"machine": machine(), "heap_of_a_session": heap(), "runs": results}, indent=1) + "\n"
        )


main()
