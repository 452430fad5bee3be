package io.pinwright.engine.transport;

import io.pinwright.engine.host.Answers;
import io.pinwright.engine.host.Become;
import io.pinwright.engine.host.HostReader;
import io.pinwright.engine.host.HostUnreachableException;
import io.pinwright.engine.host.HostWriter;
import io.pinwright.engine.host.Query;
import io.pinwright.engine.host.Writing;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A host behind a {@link Transport}: one connection, one shell for each user. */
final class ShellSession implements HostSession {

    private final Transport transport;
    private final ConnectionSettings settings;
    private final SessionLimits limits;
    private final Map<Optional<Become>, ShellChannel> channels = new HashMap<>();

    private ExchangeCounts closed = ExchangeCounts.NONE;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Connection confirming;
    private volatile boolean cancelled;

    ShellSession(Transport transport, ConnectionSettings settings, SessionLimits limits) {
        this.transport = transport;
        this.settings = settings;
        this.limits = limits;
    }

    @Override
    public HostReader reader(Optional<Become> become) {
        return queries -> exchange(become, Writing.bare(List.of()), queries).answers();
    }

    @Override
    public Optional<String> armed(Optional<Become> become) {
        ShellChannel channel = channels.get(become);
        return channel == null ? Optional.empty() : channel.armed();
    }

    @Override
    public HostWriter writer(Optional<Become> become) {
        return new HostWriter() {
            @Override
            public Written write(Writing writing, Collection<Query> thenRead) {
                return exchange(become, writing, thenRead);
            }

            @Override
            public boolean confirm(String entry) {
                return confirmAnew(become, entry);
            }

            @Override
            public Answers read(Collection<Query> queries) {
                return exchange(become, Writing.bare(List.of()), queries).answers();
            }
        };
    }

    private HostWriter.Written exchange(Optional<Become> become, Writing writing, Collection<Query> queries) {
        if (writing.isEmpty() && queries.isEmpty()) {
            return new HostWriter.Written(List.of(), Answers.NONE);
        }
        ShellChannel channel = channel(become);
        return asked(Round.of(channel.nextRound(), writing, queries, limits), channel)
                .written();
    }

    /** Over a connection of its own: a change may spare those that are open and shut out all that come after. */
    private boolean confirmAnew(Optional<Become> become, String entry) {
        Connection fresh = transport.connect(settings);
        confirming = fresh;
        if (cancelled) {
            fresh.cancel();
        }
        ShellChannel channel = new ShellChannel(settings.name(), fresh, become, limits);
        try {
            return channel.exchange(Round.confirming(channel.nextRound(), entry))
                    .confirmed();
        } finally {
            closed = closed.plus(channel.counts());
            confirming = null;
            channel.close();
            fresh.close();
        }
    }

    private RoundAnswer asked(Round round, ShellChannel channel) {
        try {
            return channel.exchange(round);
        } catch (HostUnreachableException e) {
            drop();
            if (cancelled) {
                throw new HostUnreachableException(settings.name() + ": cancelled while " + round.describe(0), null, e);
            }
            throw e;
        }
    }

    private ShellChannel channel(Optional<Become> become) {
        if (cancelled) {
            throw new HostUnreachableException(settings.name() + ": cancelled", null, null);
        }
        Connection open = connection;
        if (open != null && !open.isOpen()) {
            drop();
            open = null;
        }
        if (open == null) {
            open = transport.connect(settings);
            connection = open;
            if (cancelled) {
                open.cancel();
            }
        }
        Connection use = open;
        return channels.computeIfAbsent(become, who -> new ShellChannel(settings.name(), use, who, limits));
    }

    /** Forgets a connection that has failed; the next use makes another. */
    private void drop() {
        closed = counts();
        channels.values().forEach(ShellChannel::close);
        channels.clear();
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public ExchangeCounts counts() {
        ExchangeCounts all = closed;
        for (ShellChannel channel : channels.values()) {
            all = all.plus(channel.counts());
        }
        return all;
    }

    @Override
    public void cancel() {
        cancelled = true;
        Stream.of(Optional.ofNullable(connection), Optional.ofNullable(confirming))
                .flatMap(Optional::stream)
                .forEach(Connection::cancel);
    }

    @Override
    public void close() {
        closed = counts();
        channels.values().forEach(ShellChannel::close);
        channels.clear();
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
