"""The same eight items for pyinfra; --data want=8 changes three of them."""

from io import StringIO

from pyinfra import host
from pyinfra.operations import files, server

want = host.data.get("want")
files.put(
    name="Limits",
    src=StringIO(f"# managed\n* soft memlock {want}\n* hard memlock unlimited\n"),
    dest="/etc/bench/limits.conf",
    mode="644",
)
files.put(
    name="Bridges",
    src=StringIO("# managed\nallow br0\nallow br1\n"),
    dest="/etc/bench/bridge.conf",
    mode="644",
)
files.line(
    name="Boot menu",
    path="/etc/bench/grub.default",
    line=r"^GRUB_TIMEOUT=.*$",
    replace=f"GRUB_TIMEOUT={want}",
)
files.line(
    name="Interrupts",
    path="/etc/bench/irqbalance.default",
    line=r"^IRQBALANCE_ONESHOT=.*$",
    replace="IRQBALANCE_ONESHOT=0",
)
server.sysctl(name="Swappiness", key="vm.swappiness", value=int(want), persist=True, persist_file="/etc/sysctl.d/99-bench.conf")
server.sysctl(name="Dirty ratio", key="vm.dirty_ratio", value=20, persist=True, persist_file="/etc/sysctl.d/99-bench.conf")
files.file(name="Key", path="/etc/bench/private.key", user="root", group="root", mode="600")
files.directory(name="Spool", path="/etc/bench/spool", mode="755")
