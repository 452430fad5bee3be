package io.pinwright.modules.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CpuTuneTest {

    private static final Pattern NUMBER = Pattern.compile("\\s*\\+?0*([0-9]{1,9})\\s*");

    private static OptionalInt plainly(String text) {
        Matcher matcher = NUMBER.matcher(text);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    @Test
    void aNumberIsReadAsThePatternSays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String characters = "000123456789999 \t\n+-x";
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(14); n > 0; n--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            for (String one : new String[] {
                text.toString(), "0".repeat(random.nextInt(20)) + random.nextInt(Integer.MAX_VALUE), " +" + round + "\n"
            }) {
                assertThat(CpuTune.number(one)).as("seed %d: \"%s\"", seed, one).isEqualTo(plainly(one));
            }
        }
    }
}
