package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.ShellCommand.Call;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds and runs the programs of a host: the simulator's own, and scripts in its files. */
final class Programs {

    static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int INTERPRETERS_MAX = 4;

    private final ShellProcess shell;

    Programs(ShellProcess shell) {
        this.shell = shell;
    }

    VirtualFiles filesOf(String user) {
        VirtualFiles files = user.equals("root") ? shell.machine.files : new UserFiles(shell.machine.files, user);
        return shell.state.umask == 022 ? files : new MaskedFiles(files, shell.state.umask);
    }

    /** The path of a program, as {@code command -v} tells it. */
    Optional<String> find(String name, String directory, Map<String, String> environment) {
        VirtualFiles files = shell.machine.files;
        if (name.indexOf('/') >= 0) {
            return files.status(Paths.resolve(directory, name), true).isPresent()
                    ? Optional.of(Paths.resolve(directory, name))
                    : Optional.empty();
        }
        String path = environment.getOrDefault("PATH", DEFAULT_PATH);
        Optional<String> administrative = Optional.empty();
        for (String folder : path.split(":", -1)) {
            String candidate = Paths.resolve(directory, folder.isEmpty() ? name : folder + "/" + name);
            if (isExecutable(files, candidate)) {
                // Programs of the simulator are in all folders; /usr/bin is where they are shown.
                if (!candidate.contains("/sbin/") || !shell.machine.programs.containsKey(name)) {
                    return Optional.of(candidate);
                }
                administrative = administrative.or(() -> Optional.of(candidate));
            }
        }
        return administrative;
    }

    private static boolean isExecutable(VirtualFiles files, String path) {
        return files.status(path, true)
                .filter(s -> s.kind() == VirtualFiles.Kind.FILE && (s.mode() & 0111) != 0)
                .isPresent();
    }

    /** Runs a program for the shell itself, with its messages and exit statuses for what cannot be run. */
    int run(List<String> argv) {
        ShellState state = shell.state;
        OutputStream raw = stream(1);
        Call call = new Call(
                List.copyOf(argv),
                state.environment(),
                state.directory,
                state.user,
                input(),
                raw,
                stream(2),
                filesOf(state.user),
                this::launch);
        try {
            return launch(call);
        } catch (NotRunnable e) {
            shell.message(argv.get(0) + ": " + e.shellMessage);
            return e.status;
        } catch (BrokenPipeException e) {
            return shell.state.ignores("PIPE") ? 1 : 141;
        } catch (IOException e) {
            shell.throwIfInterrupted(e);
            shell.message(argv.get(0) + ": " + e.getMessage());
            return 1;
        }
    }

    private java.io.InputStream input() {
        OpenFile file = shell.state.descriptors.get(0);
        return file == null ? new OpenFile() {}.input() : file.input();
    }

    private OutputStream stream(int descriptor) {
        OpenFile file = shell.state.descriptors.get(descriptor);
        return file == null ? new OpenFile() {}.output() : file.output();
    }

    /** A program is missing or cannot be executed. */
    static final class NotRunnable extends IOException {
        private static final long serialVersionUID = 1L;
        final int status;
        final String shellMessage;

        NotRunnable(String message, String shellMessage, int status) {
            super(message);
            this.shellMessage = shellMessage;
            this.status = status;
        }
    }

    private static NotRunnable missing() {
        return new NotRunnable("No such file or directory", "not found", 127);
    }

    private static NotRunnable denied() {
        return new NotRunnable("Permission denied", "Permission denied", 126);
    }

    /** Runs the program of a call; what it leaves in its buffer is written at its end. */
    int launch(Call call) throws IOException {
        shell.machine.budget.step();
        shell.group.check();
        String name = call.argv().get(0);
        if (name.isEmpty()) {
            throw missing();
        }
        Optional<String> path = find(name, call.directory(), call.environment());
        if (path.isEmpty()) {
            throw missing();
        }
        return execute(call, path.get(), 0);
    }

    private int execute(Call call, String path, int interpreters) throws IOException {
        VirtualFiles files = shell.machine.files;
        Optional<VirtualFiles.Status> status = files.status(path, true);
        if (status.isEmpty()) {
            throw missing();
        }
        if (status.get().kind() != VirtualFiles.Kind.FILE || (status.get().mode() & 0111) == 0) {
            throw denied();
        }
        String real = files.realPath(path);
        byte[] head = files.read(path);
        if (head.length == 0 && files instanceof HostFiles host) {
            Optional<String> program = host.program(path).or(() -> host.program(real));
            if (program.isPresent()) {
                return call(shell.machine.programs.get(program.get()), call);
            }
        }
        List<String> argv = new ArrayList<>();
        if (head.length >= 2 && head[0] == '#' && head[1] == '!') {
            String text = new String(head, 0, Math.min(head.length, 256), StandardCharsets.ISO_8859_1);
            String line = text.substring(2, text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n'))
                    .strip();
            String[] words = line.split("[ \t]+", 2);
            argv.addAll(List.of(words));
            argv.add(shown(call, path));
            argv.addAll(call.argv().subList(1, call.argv().size()));
            if (interpreters >= INTERPRETERS_MAX) {
                throw new NotRunnable("Too many levels of symbolic links", "Too many levels of symbolic links", 126);
            }
            return execute(call.withArgv(argv), Paths.resolve(call.directory(), words[0]), interpreters + 1);
        }
        for (int i = 0; i < Math.min(head.length, 512); i++) {
            if (head[i] == 0) {
                throw new NotRunnable("Exec format error", "Exec format error", 126);
            }
        }
        argv.add("sh");
        argv.add(shown(call, path));
        argv.addAll(call.argv().subList(1, call.argv().size()));
        return execute(call.withArgv(argv), "/bin/sh", interpreters + 1);
    }

    /** The path of a script as it was called, or as it was found on the PATH. */
    private static String shown(Call call, String path) {
        String name = call.argv().get(0);
        return name.indexOf('/') >= 0 ? name : path;
    }

    private int call(ShellCommand program, Call call) throws IOException {
        OutputStream out = new BufferedOutputStream(call.stdout(), 8192);
        Call buffered = new Call(
                call.argv(),
                call.environment(),
                call.directory(),
                call.user(),
                call.stdin(),
                out,
                call.stderr(),
                filesOf(call.user()),
                this::launch);
        try {
            int status;
            if (program instanceof ShellTool tool) {
                status = tool.run(buffered, this);
            } else {
                status = program.run(buffered);
            }
            out.flush();
            return status;
        } catch (BrokenPipeException e) {
            if (!shell.state.ignores("PIPE")) {
                return 141;
            }
            String message = Paths.name(call.argv().get(0)) + ": write error: Broken pipe\n";
            call.stderr().write(message.getBytes(StandardCharsets.ISO_8859_1));
            return 1;
        } catch (InterruptedIOException | InterruptedException e) {
            shell.group.check();
            Thread.currentThread().interrupt();
            throw new Control.Killed(2);
        } catch (IOException e) {
            shell.group.check();
            try {
                out.flush();
            } catch (IOException ignored) {
                // What the program wrote before it failed cannot be written either.
                shell.group.check();
            }
            String message = Paths.name(call.argv().get(0)) + ": " + e.getMessage() + "\n";
            call.stderr().write(message.getBytes(StandardCharsets.ISO_8859_1));
            return 1;
        }
    }

    ShellProcess shell() {
        return shell;
    }
}
