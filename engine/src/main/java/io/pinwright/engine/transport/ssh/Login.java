package io.pinwright.engine.transport.ssh;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import io.pinwright.engine.source.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers a server's questions with the one password at hand, once; nobody is ever asked. */
final class Login implements UserInfo, UIKeyboardInteractive {

    private final Optional<Secret> password;
    private boolean given;
    private boolean answered;

    Login(Optional<Secret> password) {
        this.password = password;
    }

    @Override
    public @Nullable String getPassphrase() {
        return null;
    }

    @Override
    public @Nullable String getPassword() {
        return password.map(Secret::reveal).orElse(null);
    }

    @Override
    public boolean promptPassword(String message) {
        boolean first = !given && password.isPresent();
        given = true;
        return first;
    }

    @Override
    public boolean promptPassphrase(String message) {
        return false;
    }

    @Override
    public boolean promptYesNo(String message) {
        return false;
    }

    @Override
    public void showMessage(String message) {
        // Banners are no news.
    }

    @Override
    public String @Nullable [] promptKeyboardInteractive(
            String destination, String name, String instruction, String[] prompt, boolean[] echo) {
        if (prompt.length == 0) {
            return new String[0];
        }
        if (answered || password.isEmpty() || prompt.length > 1 || echo[0]) {
            return null;
        }
        answered = true;
        return new String[] {password.get().reveal()};
    }
}
