package io.pinwright.engine.transport.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchInvalidHostCertificateException;
import com.jcraft.jsch.JSchRevokedHostKeyException;
import com.jcraft.jsch.JSchUnknownCAKeyException;
import io.pinwright.engine.host.HostUnreachableException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What JSch throws, made into what is wrong, why, and how to mend it. */
final class SshFailures {

    private SshFailures() {}

    /** A connection that did not come about. */
    static HostUnreachableException translate(
            Exception e, SshTarget target, HostKeyJudge judge, Identities.Ring ring, boolean timedOut) {
        String where = target.name() + " (" + target.address() + "): ";
        String trust = trustCommand(target);
        if (judge.writing().isPresent()) {
            return failure(
                    where + "its new host key cannot be written to " + judge.getKnownHostsRepositoryID() + ": "
                            + judge.writing().get().getMessage(),
                    "make the file writable, or run `" + trust + "`",
                    e);
        }
        HostKeyJudge.Offered key = judge.offered().orElse(null);
        if (is(e, JSchUnknownCAKeyException.class)) {
            return failure(
                    where + "its host certificate is signed by an authority that known_hosts does not name",
                    "add an `@cert-authority` line for that authority to known_hosts, if you trust it",
                    e);
        }
        if (is(e, JSchInvalidHostCertificateException.class)) {
            return failure(
                    where + "its host certificate is not valid: " + e.getMessage(), "renew the host's certificate", e);
        }
        if (judge.verdict() == KnownHosts.Verdict.REVOKED || is(e, JSchRevokedHostKeyException.class)) {
            return failure(
                    where + "REVOKED HOST KEY: " + described(key) + " is marked @revoked in known_hosts",
                    "do not connect: whoever answers there may have stolen the key; give the host a new one",
                    e);
        }
        if (key != null && judge.verdict() == KnownHosts.Verdict.CHANGED && target.policy() != HostKeyPolicy.ANY) {
            return failure(
                    where + "THE HOST KEY HAS CHANGED: it is now " + described(key) + ", and "
                            + judge.getKnownHostsRepositoryID() + " knows another one for " + key.host()
                            + "; somebody may be between you and the host",
                    "ask the host's administrator; if the host was installed anew, remove the old key with `ssh-keygen -R '"
                            + key.host() + "' -f " + judge.getKnownHostsRepositoryID() + "` and run `" + trust + "`",
                    e);
        }
        if (key != null && judge.verdict() == KnownHosts.Verdict.UNKNOWN && target.policy() == HostKeyPolicy.STRICT) {
            return failure(
                    where + "its host key is not known: " + described(key),
                    "compare this fingerprint with the host's own (`ssh-keygen -lf /etc/ssh/ssh_host_..._key.pub` there), then run `"
                            + trust + "`",
                    e);
        }
        return reachability(e, target, where, ring, timedOut);
    }

    private static HostUnreachableException reachability(
            Exception e, SshTarget target, String where, Identities.Ring ring, boolean timedOut) {
        if (timedOut || is(e, SocketTimeoutException.class)) {
            return failure(
                    where + "no SSH connection within "
                            + target.connectTimeout().toSeconds() + " s",
                    "see whether the host is up and its firewall lets you in; ConnectTimeout or `-T` waits longer",
                    e);
        }
        if (is(e, UnknownHostException.class)) {
            return failure(
                    where + "there is no address for the name " + target.host(),
                    "correct the name, or set ansible_host to an address",
                    e);
        }
        if (is(e, ConnectException.class)) {
            return failure(
                    where + "nothing listens on port " + target.port(),
                    "see whether sshd runs there, and on which port (ansible_port)",
                    e);
        }
        if (is(e, NoRouteToHostException.class)) {
            return failure(where + "there is no route to it", "see the network between here and there", e);
        }
        if (is(e, JSchAlgoNegoFailException.class)) {
            return failure(
                    where + "it and we have no algorithm in common: " + message(e),
                    "update its SSH server; chacha20-poly1305 alone, for example, needs the optional bcprov jar",
                    e);
        }
        String message = message(e);
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.startsWith("auth fail")
                || lower.startsWith("auth cancel")
                || lower.contains("too many authentication")) {
            return refused(e, target, where, ring);
        }
        if (wasDropped(e)) {
            return failure(
                    where + "the other side closed the connection (" + message + ")",
                    "see MaxStartups in its sshd_config and its log; is it an SSH server?",
                    e);
        }
        return failure(where + "the SSH connection failed: " + message, "try `ssh -v` there by hand", e);
    }

    private static HostUnreachableException refused(Exception e, SshTarget target, String where, Identities.Ring ring) {
        StringBuilder tried = new StringBuilder();
        tried.append(ring.identities().size()).append(ring.identities().size() == 1 ? " key" : " keys");
        if (target.methods().contains("password") || target.methods().contains("keyboard-interactive")) {
            tried.append(" and the password");
        }
        String left = ring.left().isEmpty() ? "" : "; not tried: " + String.join("; ", ring.left());
        return failure(
                where + "the login as " + target.user() + " was refused (tried " + tried + left + ")",
                "set ansible_user, ansible_ssh_private_key_file or ansible_password, use -u, --private-key or -k,"
                        + " or add your key to ssh-agent",
                e);
    }

    /** Whether a server that is busy may have dropped us before we were anybody: worth another try. */
    static boolean wasDropped(Exception e) {
        String message = message(e).toLowerCase(Locale.ROOT);
        return message.contains("connection is closed by foreign host")
                || message.contains("connection reset")
                || message.contains("end of io stream")
                || message.contains("broken pipe");
    }

    /** The command that accepts a server's key; a jump host is named as the inventory does not. */
    static String trustCommand(SshTarget target) {
        int jump = target.name().lastIndexOf(" of ");
        return "pinwright trust "
                + (target.name().startsWith("jump host ") ? target.name().substring(jump + 4) : target.name());
    }

    private static String described(HostKeyJudge.@Nullable Offered key) {
        return key == null ? "its key" : key.type() + " " + key.fingerprint();
    }

    private static boolean is(Throwable e, Class<? extends Throwable> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String message(Throwable e) {
        String text = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}+", " ");
        return text.length() > 500 ? text.substring(0, 500) + "..." : text;
    }

    private static HostUnreachableException failure(String message, String fix, Throwable cause) {
        return new HostUnreachableException(message, fix, cause);
    }
}
