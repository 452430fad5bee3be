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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code pinwright xml}: rewrites domain documents offline, a file into a file or every file of a folder into another folder.
 *
 * <p>Exit statuses: 0 when all is written, changed or not; 5 for a mistake in the options; 7 when a document is refused, with
 * nothing written for it; 1 when a file cannot be read or written. In a folder every document is looked at: all refusals are
 * reported, and the documents that are good are written all the same. A file that stands at the output's place already is replaced
 * whole, and is left as it is when the input is refused.
 */
@Command(
        name = "xml",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = XmlCommand.USAGE,
        exitCodeOnExecutionException = XmlCommand.FAILED,
        sortOptions = false,
        description = "Rewrites libvirt domain XML files offline; outside the elements it owns every byte stays.")
public final class XmlCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 5;
    static final int REFUSED = 7;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--in",
            required = true,
            paramLabel = "PATH",
            description = "A domain XML file, or a folder of them.")
    @Nullable
    Path in;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "The file to write, or with a folder the folder to write into (made when missing).")
    @Nullable
    Path out;

    @Option(
            names = "--interface",
            paramLabel = "SELECTOR",
            description =
                    "mac=, source=, target=, alias=, type= or model=, several joined by commas; or a bare MAC address"
                            + " or source. Default: every macvtap (type direct) of a virtio model.")
    @Nullable
    String select;

    @Option(names = "--queues", paramLabel = "N", description = "Queue pairs of each interface, 1 to 256.")
    @Nullable
    String queues;

    @Option(names = "--driver", paramLabel = "NAME", description = "vhost or qemu.")
    @Nullable
    String driver;

    @Option(
            names = "--vcpupin",
            arity = "1..*",
            paramLabel = "VCPU=CPUS",
            description = "Pins a vCPU, or a range of them, to CPUs: 0=2 or 2-9=0,2,4.")
    List<String> vcpuPins = new ArrayList<>();

    @Option(
            names = "--emulatorpin",
            paramLabel = "CPUS",
            description = "Pins QEMU's own threads, and the vhost workers with them: 1,3-5.")
    @Nullable
    String emulatorPin;

    @Override
    public Integer call() {
        Path input = Objects.requireNonNull(in);
        Path output = Objects.requireNonNull(out);
        XmlRewrite.Wish wish = wish();
        try {
            if (Files.isDirectory(input)) {
                return rewriteFolder(input, output, wish);
            }
            if (!Files.exists(input)) {
                throw usage("--in " + input + ": there is no such file or folder");
            }
            if (Files.isDirectory(output)) {
                throw usage("--out " + output + " is a folder, but --in " + input + " is a file");
            }
            return rewriteFile(input, output, wish);
        } catch (IOException | UncheckedIOException e) {
            error().println("error: " + described(e));
            return FAILED;
        }
    }

    private int rewriteFolder(Path input, Path output, XmlRewrite.Wish wish) throws IOException {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw usage("--out " + output + " is a file, but --in " + input + " is a folder");
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
            throw usage("--out " + output + ": there is no folder " + folder);
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
        vcpuPins.forEach(pin -> addPin(pin, pins));
        CpuSet emulator = emulatorPin == null ? null : cpus("--emulatorpin", emulatorPin);
        if (driverWish.isEmpty() && pins.isEmpty() && emulator == null) {
            throw usage("nothing to rewrite: give --queues, --driver, --vcpupin or --emulatorpin");
        }
        InterfaceSelector selector = null;
        if (select != null) {
            if (driverWish.isEmpty()) {
                throw usage("--interface says where, but nothing says what: give --queues or --driver");
            }
            try {
                selector = InterfaceSelector.parse(select);
            } catch (IllegalArgumentException e) {
                throw usage("--interface: " + e.getMessage());
            }
        }
        return new XmlRewrite.Wish(selector, driverWish, pins, emulator);
    }

    private @Nullable String driverName() {
        if (driver != null && !driver.equals("vhost") && !driver.equals("qemu")) {
            throw usage("--driver must be vhost or qemu, but is \"" + driver + "\"");
        }
        return driver;
    }

    private @Nullable Integer queueCount() {
        if (queues == null) {
            return null;
        }
        int count = queues.matches("[0-9]{1,6}") ? Integer.parseInt(queues) : 0;
        if (count < 1 || count > DriverWish.QUEUES_MAX) {
            throw usage("--queues must be 1 to " + DriverWish.QUEUES_MAX + ", but is \"" + queues + "\"");
        }
        return count;
    }

    private void addPin(String pin, SortedMap<Integer, CpuSet> pins) {
        int equals = pin.indexOf('=');
        if (equals < 1) {
            throw usage("--vcpupin must be VCPU=CPUS, for example 0=2, but is \"" + pin + "\"");
        }
        CpuSet cpus = cpus("--vcpupin " + pin, pin.substring(equals + 1));
        for (int vcpu : cpus("--vcpupin " + pin, pin.substring(0, equals)).toList()) {
            if (pins.put(vcpu, cpus) != null) {
                throw usage("--vcpupin names vCPU " + vcpu + " twice");
            }
        }
    }

    private CpuSet cpus(String option, String text) {
        CpuSet cpus;
        try {
            cpus = CpuSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage());
        }
        if (cpus.isEmpty()) {
            throw usage(option + " must name at least one number, but has \"" + text + "\"");
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

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private PrintWriter printer() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter error() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
