package io.pinwright.engine.transport.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of one connection's host key whether it is accepted, and remembers what it saw. JSch is told "yes" to strict checking
 * always; the policy is here alone.
 */
final class HostKeyJudge implements HostKeyRepository {

    private static final Logger LOG = LoggerFactory.getLogger(HostKeyJudge.class);

    /** A key that a host has shown. */
    record Offered(String host, String type, byte[] key) {

        /** {@code SHA256:} and base64, as ssh prints it. */
        String fingerprint() {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
                return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    private final KnownHosts known;
    private final KnownHostsFiles files;
    private final List<Path> paths;
    private final HostKeyPolicy policy;

    private volatile @Nullable Offered offered;
    private volatile KnownHosts.Verdict verdict = KnownHosts.Verdict.UNKNOWN;
    private volatile @Nullable IOException writing;

    HostKeyJudge(KnownHosts known, KnownHostsFiles files, List<Path> paths, HostKeyPolicy policy) {
        this.known = known;
        this.files = files;
        this.paths = List.copyOf(paths);
        this.policy = policy;
    }

    Optional<Offered> offered() {
        return Optional.ofNullable(offered);
    }

    KnownHosts.Verdict verdict() {
        return verdict;
    }

    Optional<IOException> writing() {
        return Optional.ofNullable(writing);
    }

    @Override
    public int check(String host, byte[] key) {
        String type = type(key);
        Offered shown = new Offered(host, type, key.clone());
        offered = shown;
        verdict = known.check(host, type, key);
        if (policy == HostKeyPolicy.LOOK) {
            return NOT_INCLUDED;
        }
        return switch (verdict) {
            case KNOWN -> OK;
            case UNKNOWN ->
                switch (policy) {
                    case STRICT, LOOK -> NOT_INCLUDED;
                    case ACCEPT_NEW -> accept(shown) ? OK : NOT_INCLUDED;
                    case ANY -> {
                        LOG.warn("{}: unknown host key accepted: StrictHostKeyChecking is off", host);
                        yield OK;
                    }
                };
            case CHANGED -> {
                if (policy == HostKeyPolicy.ANY) {
                    LOG.warn("{}: CHANGED host key accepted: StrictHostKeyChecking is off", host);
                    yield OK;
                }
                yield CHANGED;
            }
            case REVOKED -> CHANGED;
        };
    }

    private boolean accept(Offered shown) {
        if (paths.isEmpty()) {
            return true;
        }
        try {
            files.add(paths.get(0), List.of(KnownHostsFiles.line(shown.host(), shown.type(), shown.key())));
            LOG.info("{}: new host key written to {}", shown.host(), paths.get(0));
            return true;
        } catch (IOException e) {
            writing = e;
            return false;
        }
    }

    /** A key blob begins with its type as a length and a text. */
    static String type(byte[] key) {
        if (key.length < 4) {
            return "";
        }
        int length = ByteBuffer.wrap(key).getInt();
        return length < 0 || length > key.length - 4 ? "" : new String(key, 4, length, StandardCharsets.US_ASCII);
    }

    @Override
    public void add(HostKey hostkey, UserInfo ui) {
        // Only the policy writes.
    }

    @Override
    public void remove(String host, String type) {
        // Nothing is ever removed.
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        // Nothing is ever removed.
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return paths.isEmpty() ? "known_hosts" : paths.get(0).toString();
    }

    /** JSch looks here for authorities and revoked keys, at each connection: a fleet's other keys are not worth the copying. */
    @Override
    public HostKey[] getHostKey() {
        return keys(known.marked());
    }

    /** The keys known for a host: JSch prefers their types. */
    @Override
    public HostKey[] getHostKey(String host, String type) {
        return keys(known.of(host).stream()
                .filter(entry -> type == null || entry.type().equals(type))
                .toList());
    }

    private static HostKey[] keys(List<KnownHosts.Entry> entries) {
        List<HostKey> keys = new ArrayList<>();
        for (KnownHosts.Entry entry : entries) {
            if (entry.key().length < 16) {
                continue;
            }
            try {
                keys.add(new HostKey(entry.marker(), entry.names(), 0, entry.key(), ""));
            } catch (JSchException e) {
                LOG.debug("a key of type {} is of no use to us", entry.type());
            }
        }
        return keys.toArray(HostKey[]::new);
    }
}
