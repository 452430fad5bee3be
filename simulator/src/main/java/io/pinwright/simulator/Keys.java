package io.pinwright.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/** Key pairs of simulated hosts and of those who log in to them; new ones each time. */
final class Keys {

    private Keys() {}

    static KeyPair generate() {
        try {
            return KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no elliptic curves", e);
        }
    }

    /** Writes a private key as OpenSSH does, readable by its owner alone, and the public one beside it. */
    static void write(KeyPair key, Path file) {
        try {
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] attributes = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(
                                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                    }
                    : new FileAttribute<?>[0];
            Files.deleteIfExists(file);
            Files.createFile(file, attributes);
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "pinwright-simulator", null, out);
            }
            Files.writeString(
                    file.resolveSibling(file.getFileName() + ".pub"),
                    PublicKeyEntry.toString(key.getPublic()) + " pinwright-simulator\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the key " + file, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encode a key", e);
        }
    }
}
