package io.pinwright.simulator.shell;

/** Who may become whom on a simulated host. */
public interface SudoPolicy {

    /** What {@code sudo} asks of a user first. */
    enum Verdict {
        WITHOUT_PASSWORD,
        WITH_PASSWORD,
        REFUSED
    }

    /** Everybody becomes anybody without a password. */
    SudoPolicy WITHOUT_PASSWORD = new SudoPolicy() {
        @Override
        public Verdict verdict(String user, String target) {
            return Verdict.WITHOUT_PASSWORD;
        }

        @Override
        public boolean accepts(String account, String password) {
            return true;
        }
    };

    /** What it takes for a user to become another by sudo. */
    Verdict verdict(String user, String target);

    /** Whether this is the password of an account: the caller's own for sudo, the target's for su. */
    boolean accepts(String account, String password);

    /** A policy with one password for all accounts. */
    static SudoPolicy withPassword(String expected) {
        return new SudoPolicy() {
            @Override
            public Verdict verdict(String user, String target) {
                return Verdict.WITH_PASSWORD;
            }

            @Override
            public boolean accepts(String account, String password) {
                return expected.equals(password);
            }
        };
    }

    /** A policy under which nobody becomes anybody. */
    static SudoPolicy refusing() {
        return new SudoPolicy() {
            @Override
            public Verdict verdict(String user, String target) {
                return Verdict.REFUSED;
            }

            @Override
            public boolean accepts(String account, String password) {
                return false;
            }
        };
    }
}
