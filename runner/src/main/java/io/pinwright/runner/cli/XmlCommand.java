package io.pinwright.runner.cli;

import io.pinwright.engine.source.Diagnostic;
import io.pinwright.engine.source.DiagnosticException;
import io.pinwright.modules.cpu.CpuSet;
import io.pinwright.modules.libvirt.DriverWish;
import io.pinwright.modules.libvirt.InterfaceSelector;
import io.pinwright.modules.libvirt.XmlRewrite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code pinwright xml}: rewrites domain documents offline, a file into a file or every file of a folder into another folder.
 *
 * <p>Exit statuses: 0 when all is written, changed or not; 5 for a mistake in the options; 7 when a document is refused, with
 * nothing written for it; 1 when a file cannot be read or written. In a folder every document is looked at: all refusals are
 * reported, and the documents that are good are written all the same. A file that stands at the output's place already is replaced
 * whole, and is left as it is when the input is refused.
 */
final class XmlCommand implements Command {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 5;
    static final int REFUSED = 7;

    private final Usage usage = new Usage(
            this, "xml", "Rewrites libvirt domain XML files offline; outside the elements it owns every byte stays.");
    private final Value<Path> in = usage.requiredPath("--in=PATH", "A domain XML file, or a folder of them.");
    private final Value<Path> out = usage.requiredPath(
            "--out=PATH", "The file to write, or with a folder the folder to write into (made when missing).");
    private final Maybe<String> select = usage.text(
            "--interface=SELECTOR",
            "mac=, source=, target=, alias=, type= or model=, several joined by commas; or a bare MAC address or source."
                    + " Default: every macvtap (type direct) of a virtio model.");
    private final Maybe<String> queues = usage.text("--queues=N", "Queue pairs of each interface, 1 to 256.");
    private final Maybe<String> driver = usage.text("--driver=NAME", "vhost or qemu.");
    private final Many<String> vcpuPins =
            usage.severalTexts("--vcpupin=VCPU=CPUS", "Pins a vCPU, or a range of them, to CPUs: 0=2 or 2-9=0,2,4.");
    private final Maybe<String> emulatorPin =
            usage.text("--emulatorpin=CPUS", "Pins QEMU's own threads, and the vhost workers with them: 1,3-5.");

    XmlCommand() {
        usage.spec().exitCodeOnInvalidInput(USAGE).exitCodeOnExecutionException(FAILED);
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Integer call() {
        Path input = in.value();
        Path output = out.value();
        XmlRewrite.Wish wish = wish();
        try {
            if (Files.isDirectory(input)) {
                return rewriteFolder(input, output, wish);
            }
            if (!Files.exists(input)) {
                throw usage.problem("--in " + input + ": there is no such file or folder");
            }
            if (Files.isDirectory(output)) {
                throw usage.problem("--out " + output + " is a folder, but --in " + input + " is a file");
            }
            return rewriteFile(input, output, wish);
        } catch (IOException | UncheckedIOException e) {
            error().println("error: " + described(e));
            return FAILED;
        }
    }

    private int rewriteFolder(Path input, Path output, XmlRewrite.Wish wish) throws IOException {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw usage.problem("--out " + output + " is a file, but --in " + input + " is a folder");
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(input)) {
            files = entries.filter(Files::isRegularFile).sorted().toList();
        }
        Files.createDirectories(output);
        int changed = 0;
        int refused = 0;
        int failed = 0;
        for (Path file : files) {
            try {
                XmlRewrite.Result result = XmlRewrite.rewrite(Files.readAllBytes(file), file.toString(), wish);
                OutputFile.write(output.resolve(file.getFileName()), result.bytes(), file);
                changed += result.changed() ? 1 : 0;
                result.notes().forEach(note -> error().println(firstLine(note)));
            } catch (DiagnosticException e) {
                refused++;
                e.diagnostics().forEach(problem -> error().println(problem.render()));
            } catch (IOException e) {
                failed++;
                error().println("error: " + described(e));
            }
        }
        int unchanged = files.size() - changed - refused - failed;
        printer()
                .println(files.size() + " files: " + changed + " changed, " + unchanged + " unchanged, " + refused
                        + " refused" + (failed > 0 ? ", " + failed + " failed" : ""));
        printer().flush();
        if (failed > 0) {
            return FAILED;
        }
        return refused > 0 ? REFUSED : DONE;
    }

    private int rewriteFile(Path input, Path output, XmlRewrite.Wish wish) throws IOException {
        Path folder = output.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw usage.problem("--out " + output + ": there is no folder " + folder);
        }
        try {
            XmlRewrite.Result result = XmlRewrite.rewrite(Files.readAllBytes(input), input.toString(), wish);
            OutputFile.write(output, result.bytes(), input);
            result.notes().forEach(note -> error().println(note.render()));
            printer().println(output + ": " + (result.changed() ? "changed" : "unchanged"));
            printer().flush();
            return DONE;
        } catch (DiagnosticException e) {
            e.diagnostics().forEach(problem -> error().println(problem.render()));
            return REFUSED;
        }
    }

    private XmlRewrite.Wish wish() {
        DriverWish driverWish = new DriverWish(driverName(), queueCount(), null, null);
        SortedMap<Integer, CpuSet> pins = new TreeMap<>();
        vcpuPins.values().forEach(pin -> addPin(pin, pins));
        @Nullable
        CpuSet emulator =
                emulatorPin.value().map(text -> cpus("--emulatorpin", text)).orElse(null);
        if (driverWish.isEmpty() && pins.isEmpty() && emulator == null) {
            throw usage.problem("nothing to rewrite: give --queues, --driver, --vcpupin or --emulatorpin");
        }
        @Nullable InterfaceSelector selector = null;
        if (select.isGiven()) {
            if (driverWish.isEmpty()) {
                throw usage.problem("--interface says where, but nothing says what: give --queues or --driver");
            }
            try {
                selector = InterfaceSelector.parse(select.value().orElseThrow());
            } catch (IllegalArgumentException e) {
                throw usage.problem("--interface: " + e.getMessage());
            }
        }
        return new XmlRewrite.Wish(selector, driverWish, pins, emulator);
    }

    private @Nullable String driverName() {
        @Nullable String name = driver.value().orElse(null);
        if (name != null && !name.equals("vhost") && !name.equals("qemu")) {
            throw usage.problem("--driver must be vhost or qemu, but is \"" + name + "\"");
        }
        return name;
    }

    private @Nullable Integer queueCount() {
        @Nullable String text = queues.value().orElse(null);
        if (text == null) {
            return null;
        }
        int count = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (count < 1 || count > DriverWish.QUEUES_MAX) {
            throw usage.problem("--queues must be 1 to " + DriverWish.QUEUES_MAX + ", but is \"" + text + "\"");
        }
        return count;
    }

    private void addPin(String pin, SortedMap<Integer, CpuSet> pins) {
        int equals = pin.indexOf('=');
        if (equals < 1) {
            throw usage.problem("--vcpupin must be VCPU=CPUS, for example 0=2, but is \"" + pin + "\"");
        }
        CpuSet cpus = cpus("--vcpupin " + pin, pin.substring(equals + 1));
        for (int vcpu : cpus("--vcpupin " + pin, pin.substring(0, equals)).toList()) {
            if (pins.put(vcpu, cpus) != null) {
                throw usage.problem("--vcpupin names vCPU " + vcpu + " twice");
            }
        }
    }

    private CpuSet cpus(String option, String text) {
        CpuSet cpus;
        try {
            cpus = CpuSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage.problem(option + ": " + e.getMessage());
        }
        if (cpus.isEmpty()) {
            throw usage.problem(option + " must name at least one number, but has \"" + text + "\"");
        }
        return cpus;
    }

    private static String firstLine(Diagnostic note) {
        return note.render().lines().findFirst().orElse("");
    }

    private static String described(Exception problem) {
        Throwable cause =
                problem instanceof UncheckedIOException && problem.getCause() != null ? problem.getCause() : problem;
        return cause.getClass().getSimpleName().replace("Exception", "") + ": " + cause.getMessage();
    }

    private PrintWriter printer() {
        return usage.spec().commandLine().getOut();
    }

    private PrintWriter error() {
        return usage.spec().commandLine().getErr();
    }
}
