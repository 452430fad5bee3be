package io.pinwright.simulator.shell;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** {@code sha256sum md5sum base64 od cmp}. */
final class DigestTools {

    private DigestTools() {}

    static void addTo(Map<String, ShellCommand> programs) {
        Map.of("md5sum", "MD5", "sha1sum", "SHA-1", "sha256sum", "SHA-256", "sha512sum", "SHA-512")
                .forEach((name, algorithm) ->
                        programs.put(name, Tool.program("b", List.of(), tool -> digest(tool, algorithm))));
        programs.put("base64", Tool.program("dw:", List.of("decode=d", "wrap=w"), DigestTools::base64));
        programs.put("od", Tool.program("A:t:vN:c", List.of(), DigestTools::od));
        programs.put("cmp", Tool.program("s", List.of("quiet=s", "silent=s"), DigestTools::cmp));
        programs.put("diff", Tool.program("q", List.of("brief=q"), DigestTools::diff));
    }

    private static int digest(Tool tool, String algorithm) throws IOException, InterruptedException {
        return tool.inputs(tool.operands, (operand, in) -> {
            try {
                MessageDigest digest = MessageDigest.getInstance(algorithm);
                byte[] block = new byte[8192];
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    digest.update(block, 0, count);
                }
                tool.print(HexFormat.of().formatHex(digest.digest()) + "  " + operand + "\n");
            } catch (NoSuchAlgorithmException e) {
                throw new Tool.Failure("this JDK lacks " + algorithm, 1);
            }
        });
    }

    private static int base64(Tool tool) throws IOException {
        InputStream in = tool.operands.isEmpty() ? tool.call.stdin() : tool.open(tool.operands.get(0));
        byte[] content = tool.readAll(in);
        if (tool.has("d")) {
            String text = Tool.text(content).replaceAll("[\r\n]", "");
            try {
                tool.call.stdout().write(Base64.getDecoder().decode(text));
                return 0;
            } catch (IllegalArgumentException e) {
                throw new Tool.Failure("invalid input", 1);
            }
        }
        String text = Base64.getEncoder().encodeToString(content);
        int width = Integer.parseInt(
                tool.value("w").filter(w -> w.matches("[0-9]{1,6}")).orElse("76"));
        if (width == 0) {
            tool.print(text);
            return 0;
        }
        for (int i = 0; i < text.length(); i += width) {
            tool.print(text.substring(i, Math.min(text.length(), i + width)) + "\n");
        }
        return 0;
    }

    private static int od(Tool tool) throws IOException, InterruptedException {
        String type = tool.value("t").orElse(tool.has("c") ? "c" : "");
        if (!tool.value("A").orElse("").equals("n") || !type.matches("x1|o1|u1|d1|c")) {
            throw new Tool.Failure(
                    "only od -An with -tx1, -to1, -tu1, -td1 or -tc is supported on a simulated host", 1);
        }
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        int most = tool.value("N")
                .filter(n -> n.matches("[0-9]{1,8}"))
                .map(Integer::parseInt)
                .orElse(-1);
        int status = tool.inputs(
                tool.operands,
                (operand, in) ->
                        all.write(most < 0 ? tool.readAll(in) : in.readNBytes(most - Math.min(most, all.size()))));
        byte[] bytes = all.toByteArray();
        String before = "";
        boolean starred = false;
        for (int i = 0; i < bytes.length; i += 16) {
            StringBuilder row = new StringBuilder();
            for (int j = i; j < Math.min(i + 16, bytes.length); j++) {
                row.append(cell(bytes[j], type));
            }
            boolean full = i + 16 <= bytes.length;
            if (!tool.has("v") && full && row.toString().equals(before)) {
                tool.print(starred ? "" : "*\n");
                starred = true;
                continue;
            }
            starred = false;
            before = row.toString();
            tool.print(row + "\n");
        }
        return status;
    }

    private static String cell(byte b, String type) {
        int value = b & 0xff;
        return switch (type) {
            case "x1" -> String.format(" %02x", value);
            case "o1" -> String.format(" %03o", value);
            case "u1" -> String.format(" %3d", value);
            case "d1" -> String.format(" %4d", (int) b);
            default -> {
                int index = "\0\007\b\t\n\013\f\r".indexOf((char) value);
                yield index >= 0
                        ? "  \\" + "0abtnvfr".charAt(index)
                        : value >= 32 && value < 127 ? "   " + (char) value : String.format(" %03o", value);
            }
        };
    }

    private static int cmp(Tool tool) throws IOException {
        String left = tool.operand(0, "operand");
        String right = tool.operands.size() > 1 ? tool.operands.get(1) : "-";
        byte[] a;
        byte[] b;
        try {
            a = tool.readAll(tool.open(left));
        } catch (VirtualIoException e) {
            throw new Tool.Failure(left + ": " + e.getMessage(), 2);
        }
        try {
            b = tool.readAll(tool.open(right));
        } catch (VirtualIoException e) {
            throw new Tool.Failure(right + ": " + e.getMessage(), 2);
        }
        int at = Arrays.mismatch(a, b);
        if (at < 0) {
            return 0;
        }
        if (!tool.has("s")) {
            if (at == a.length || at == b.length) {
                tool.error("EOF on " + (at == a.length ? left : right) + " after byte " + at + ", in line "
                        + (1
                                + Tool.text(Arrays.copyOf(a, at))
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count()));
            } else {
                long line = 1
                        + Tool.text(Arrays.copyOf(a, at))
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                tool.print(left + " " + right + " differ: char " + (at + 1) + ", line " + line + "\n");
            }
        }
        return 1;
    }

    private static int diff(Tool tool) throws IOException {
        String left = tool.operand(0, "operand");
        String right = tool.operand(1, "operand");
        if (!tool.has("q")) {
            throw new Tool.Failure("only diff -q is supported on a simulated host", 2);
        }
        try {
            if (Arrays.equals(tool.readAll(tool.open(left)), tool.readAll(tool.open(right)))) {
                return 0;
            }
        } catch (VirtualIoException e) {
            throw new Tool.Failure(e.getMessage() + ": " + left + " or " + right, 2);
        }
        tool.print("Files " + left + " and " + right + " differ\n");
        return 1;
    }
}
