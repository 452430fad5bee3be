package io.pinwright.modules.system;

import io.pinwright.engine.host.Answer;
import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Bytes;
import io.pinwright.engine.host.FileStatus;
import io.pinwright.engine.host.HostReader;
import io.pinwright.engine.host.Observation;
import io.pinwright.engine.host.Query;
import io.pinwright.modules.net.Nics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host that is a folder: a captured {@code /proc} and {@code /sys}, a sosreport for example. Files are read as that host would
 * read them and never outside the folder. Commands are not there, save {@code ethtool -l}, which a sosreport keeps in {@code
 * sos_commands/networking/ethtool_-l_DEV}.
 */
public final class SysrootReader implements HostReader {

    private final SysrootFiles files;

    private SysrootReader(SysrootFiles files) {
        this.files = files;
    }

    /**
     * A reader of a folder. Where {@code proc} and {@code sys} lie in its only subfolder (as archives unpack), that one is read.
     *
     * @throws UncheckedIOException when there is no such folder, or neither {@code proc} nor {@code sys} is in it
     */
    public static SysrootReader of(Path folder) {
        try {
            Path root = folder.toRealPath();
            if (!isSysroot(root) && Files.isDirectory(root)) {
                List<Path> inside = new ArrayList<>();
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
                    entries.forEach(inside::add);
                }
                List<Path> roots =
                        inside.stream().filter(SysrootReader::isSysroot).toList();
                if (roots.size() == 1) {
                    root = roots.get(0);
                }
            }
            if (!isSysroot(root)) {
                throw new IOException(folder
                        + " is no captured host: there is neither a folder proc nor a folder sys in it; give the folder"
                        + " that holds them");
            }
            return new SysrootReader(new SysrootFiles(root));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static boolean isSysroot(Path folder) {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && (Files.isDirectory(folder.resolve("sys"), LinkOption.NOFOLLOW_LINKS)
                        || Files.isDirectory(folder.resolve("proc"), LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public Answers read(Collection<Query> queries) {
        Map<Query, Answer> answers = new LinkedHashMap<>();
        for (Query query : queries) {
            answers.put(query, answer(query));
        }
        return Answers.of(answers);
    }

    /**
     * The value of an observation, on this captured host.
     *
     * @throws io.pinwright.engine.host.HostProblem when it cannot be made of what was captured
     */
    public <T> T read(Observation<T> observation) {
        Answers answers = Answers.NONE;
        while (true) {
            Observation.Progress<T> progress = observation.given(answers);
            if (progress.value().isPresent()) {
                return progress.value().get();
            }
            answers = answers.with(read(progress.needs()));
        }
    }

    private Answer answer(Query query) {
        try {
            if (query instanceof Query.ReadFile file) {
                Optional<Path> place = files.resolve(file.path(), true);
                return place.isEmpty() ? new Answer.Absent() : content(place.get(), file.bytesMax());
            }
            if (query instanceof Query.Glob glob) {
                return entries(glob);
            }
            if (query instanceof Query.Stat stat) {
                return status(stat);
            }
            return query.equals(Nics.CHANNELS) ? channels() : new Answer.Absent();
        } catch (IOException e) {
            return new Answer.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static Answer content(Path place, int bytesMax) throws IOException {
        if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            return new Answer.Unreadable("not a regular file");
        }
        try (InputStream in = Files.newInputStream(place)) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            return bytes.length > bytesMax
                    ? new Answer.Unreadable("larger than " + bytesMax + " bytes")
                    : new Answer.Content(Bytes.copyOf(bytes));
        }
    }

    private Answer entries(Query.Glob glob) throws IOException {
        Map<String, Bytes> found = new LinkedHashMap<>();
        long left = glob.bytesMax();
        for (String pattern : glob.patterns()) {
            for (Map.Entry<String, Path> match : files.glob(pattern).entrySet()) {
                Optional<Bytes> value = value(glob.kind(), match.getKey(), match.getValue(), left);
                if (value.isPresent()) {
                    left -= value.get().length();
                    found.put(match.getKey(), value.get());
                }
                if (left < 0) {
                    return new Answer.Unreadable("larger than " + glob.bytesMax() + " bytes together");
                }
            }
        }
        return new Answer.Entries(found);
    }

    private Optional<Bytes> value(Query.GlobKind kind, String path, Path place, long left) {
        return switch (kind) {
            case NAME -> Optional.of(Bytes.EMPTY);
            case LINK -> SysrootFiles.link(place).map(Bytes::utf8);
            case CONTENT ->
                files.resolve(path, true)
                        .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                        .flatMap(file -> {
                            try (InputStream in = Files.newInputStream(file)) {
                                return Optional.of(Bytes.copyOf(in.readNBytes((int) left + 1)));
                            } catch (IOException e) {
                                return Optional.empty(); // as on a host: what cannot be read is left out
                            }
                        });
        };
    }

    private Answer status(Query.Stat stat) throws IOException {
        if (stat.checksum()) {
            return new Answer.Unreadable("checksums of a captured folder are not supported");
        }
        Optional<Path> place = files.resolve(stat.path(), stat.follow());
        if (place.isEmpty()) {
            return new Answer.Absent();
        }
        Map<String, Object> read = Files.readAttributes(
                place.get(), "unix:mode,uid,gid,owner,group,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) read.get("mode");
        FileStatus.Type type = switch (mode & 0170000) {
            case 0100000 -> FileStatus.Type.FILE;
            case 0040000 -> FileStatus.Type.DIRECTORY;
            case 0120000 -> FileStatus.Type.LINK;
            default -> FileStatus.Type.OTHER;
        };
        return new Answer.Status(new FileStatus(
                type,
                mode & 07777,
                String.valueOf(read.get("owner")),
                (Integer) read.get("uid"),
                String.valueOf(read.get("group")),
                (Integer) read.get("gid"),
                (Long) read.get("size"),
                ((java.nio.file.attribute.FileTime) read.get("lastModifiedTime")).toMillis() / 1000,
                type == FileStatus.Type.LINK ? SysrootFiles.link(place.get()) : Optional.empty(),
                Optional.empty()));
    }

    private Answer channels() throws IOException {
        String folder = "/sos_commands/networking/ethtool_-l_";
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, Path> match : files.glob(folder + "*").entrySet()) {
            if (content(match.getValue(), 1 << 16) instanceof Answer.Content content) {
                out.append("== ")
                        .append(match.getKey().substring(folder.length()))
                        .append('\n')
                        .append(content.bytes().text())
                        .append('\n');
            }
        }
        return out.isEmpty() ? new Answer.Absent() : new Answer.Output(0, Bytes.utf8(out.toString()), Bytes.EMPTY);
    }
}
