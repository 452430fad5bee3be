package io.pinwright.engine.host;

import java.util.Optional;

/**
 * What {@code stat} says of a path.
 *
 * @param mode permission bits with set-id and sticky bits, 0 to 07777
 * @param owner name, or the number where the host has no name for it
 * @param sizeBytes 0 or more
 * @param modifiedSeconds since 1970, UTC
 * @param linkTarget text of a symbolic link
 * @param sha256 lower-case hex of a regular file, when it was asked for
 */
public record FileStatus(
        Type type,
        int mode,
        String owner,
        int uid,
        String group,
        int gid,
        long sizeBytes,
        long modifiedSeconds,
        Optional<String> linkTarget,
        Optional<String> sha256) {

    /** What stands at a path. */
    public enum Type {
        FILE,
        DIRECTORY,
        LINK,
        OTHER
    }

    /** The same with another checksum. */
    public FileStatus withSha256(Optional<String> sum) {
        return new FileStatus(type, mode, owner, uid, group, gid, sizeBytes, modifiedSeconds, linkTarget, sum);
    }
}
