package io.pinwright.engine.transport;

import io.pinwright.engine.host.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The part of a round that asks, as shell text. A process is what costs most on a host: queries that one process can answer
 * together are one call. Lives for one call.
 */
final class Questions {

    private final StringBuilder text;
    private final List<Member> together = new ArrayList<>();
    private final List<Member> settings = new ArrayList<>();
    private int index;

    /** A query that may share its process; kinds are those of {@code _S}, and the limit of a kernel setting. */
    private record Member(long kind, int index, Query query, String path) {}

    /** @param first the number of the first query's item */
    Questions(StringBuilder text, int first) {
        this.text = text;
        this.index = first;
    }

    void append(Collection<Query> queries) {
        for (Query query : queries) {
            if (query instanceof Query.ReadFile read && KernelFiles.isSetting(read.path()) && fits(read)) {
                settings.add(new Member(read.bytesMax() + 1L, index, query, read.path()));
            } else if (query instanceof Query.ReadFile read && !KernelFiles.holds(read.path())) {
                together.add(new Member(Math.max(2, read.bytesMax() + 1L), index, query, read.path()));
            } else if (query instanceof Query.Stat stat && !stat.checksum()) {
                together.add(new Member(stat.follow() ? 1 : 0, index, query, stat.path()));
            } else {
                append(index, query);
            }
            index++;
        }
        if (settings.size() == 1) {
            append(settings.get(0).index(), settings.get(0).query());
        } else if (!settings.isEmpty()) {
            text.append("_P ").append(settings.get(0).kind());
            settings.forEach(this::named);
            text.append('\n');
        }
        if (together.size() == 1) {
            append(together.get(0).index(), together.get(0).query());
        } else if (!together.isEmpty()) {
            text.append("_S");
            together.forEach(member -> {
                text.append(' ').append(member.kind());
                named(member);
            });
            text.append('\n');
        }
    }

    /** Whether a setting has the limit of those gathered so far: one head has one. */
    private boolean fits(Query.ReadFile read) {
        return settings.isEmpty() || settings.get(0).kind() == read.bytesMax() + 1L;
    }

    private void named(Member member) {
        text.append(' ').append(member.index()).append(' ').append(Shell.quote(member.path()));
    }

    private void append(int at, Query query) {
        if (query instanceof Query.ReadFile read) {
            boolean small = KernelFiles.areSmallTexts(read.path());
            Round.call(
                            text,
                            small ? "_b" : "_f",
                            at,
                            read.bytesMax() + 1L,
                            KernelFiles.holds(read.path()) ? 0 : Round.FILE_TIMEOUT.toSeconds())
                    .append(' ')
                    .append(Shell.quote(read.path()));
        } else if (query instanceof Query.Glob glob) {
            switch (glob.kind()) {
                case CONTENT ->
                    Round.call(
                            text,
                            "_g",
                            at,
                            glob.patterns().stream().allMatch(KernelFiles::areSmallTexts) ? "b" : "h",
                            glob.bytesMax());
                case NAME -> Round.call(text, "_g", at, "n", glob.bytesMax());
                case LINK -> Round.call(text, "_h", at);
            }
            glob.patterns().forEach(pattern -> text.append(' ').append(pattern));
        } else if (query instanceof Query.Run run) {
            Round.call(text, "_q", at, Round.seconds(run.timeout()), run.bytesMax() + 1L);
            CommandWords.append(text, run.argv(), Map.of());
        } else if (query instanceof Query.Stat stat) {
            Round.call(text, "_s", at, stat.follow() ? 1 : 0, stat.checksum() ? 1 : 0)
                    .append(' ')
                    .append(Shell.quote(stat.path()));
        }
        text.append('\n');
    }
}
