package io.pinwright.simulator.shell;

/** Permission bits as numbers and as {@code u=rw,go-w}. */
final class Modes {

    private Modes() {}

    /**
     * The new bits.
     *
     * @throws Tool.Failure when the text is no mode
     */
    static int parse(String text, int before, boolean directory) throws Tool.Failure {
        if (text.matches("[0-7]{1,5}")) {
            return Integer.parseInt(text, 8) & 07777;
        }
        int mode = before;
        for (String clause : text.split(",", -1)) {
            if (!clause.matches("[ugoa]*([-+=][rwxXst]*)+")) {
                throw new Tool.Failure("invalid mode: '" + text + "'", 1);
            }
            int i = 0;
            int who = 0;
            while ("ugoa".indexOf(clause.charAt(i)) >= 0) {
                who |= switch (clause.charAt(i)) {
                    case 'u' -> 04700;
                    case 'g' -> 02070;
                    case 'o' -> 01007;
                    default -> 07777;
                };
                i++;
            }
            if (who == 0) {
                who = 07777 & ~022;
            }
            while (i < clause.length()) {
                char operator = clause.charAt(i++);
                int bits = 0;
                while (i < clause.length() && "rwxXst".indexOf(clause.charAt(i)) >= 0) {
                    bits |= switch (clause.charAt(i++)) {
                        case 'r' -> 0444;
                        case 'w' -> 0222;
                        case 'x' -> 0111;
                        case 'X' -> directory || (mode & 0111) != 0 ? 0111 : 0;
                        case 's' -> 06000;
                        default -> 01000;
                    };
                }
                mode = switch (operator) {
                    case '+' -> mode | bits & who;
                    case '-' -> mode & ~(bits & who);
                    default -> mode & ~(who & 0777) | bits & who;
                };
            }
        }
        return mode;
    }

    /** As {@code ls -l} shows them, without the type. */
    static String letters(int mode) {
        StringBuilder letters = new StringBuilder();
        for (int shift = 6; shift >= 0; shift -= 3) {
            letters.append((mode >> shift & 4) != 0 ? 'r' : '-').append((mode >> shift & 2) != 0 ? 'w' : '-');
            boolean executes = (mode >> shift & 1) != 0;
            boolean special = (mode >> (shift / 3 + 9) & 1) != 0;
            if (special) {
                letters.append(shift == 0 ? executes ? 't' : 'T' : executes ? 's' : 'S');
            } else {
                letters.append(executes ? 'x' : '-');
            }
        }
        return letters.toString();
    }
}
