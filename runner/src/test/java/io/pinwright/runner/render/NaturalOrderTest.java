package io.pinwright.runner.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

    @Test
    void numbersInNamesAreComparedAsNumbers() {
        List<String> sorted = List.of(
                "",
                "10.0.0.9",
                "10.0.0.10",
                "a",
                "kvm",
                "kvm-2",
                "kvm1",
                "kvm02",
                "kvm2",
                "kvm2a",
                "kvm10",
                "kvm10b1",
                "kvm10b20",
                "kvm99999999999999999999",
                "kvm100000000000000000000",
                "r1-n2",
                "r1-n10",
                "r2-n1");
        List<String> names = new ArrayList<>(sorted);
        Collections.shuffle(names, new Random(7));

        names.sort(NaturalOrder.OF_NAMES);

        assertThat(names).containsExactlyElementsOf(sorted);
    }

    @Test
    void itIsAnOrder() {
        Random random = new Random(11);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder name = new StringBuilder();
            for (int k = random.nextInt(6); k > 0; k--) {
                name.append("ab-.0123".charAt(random.nextInt(8)));
            }
            names.add(name.toString());
        }

        names.sort(NaturalOrder.OF_NAMES); // throws where a comparison contradicts another

        for (int i = 0; i < names.size(); i++) {
            for (int k = i; k < names.size(); k++) {
                assertThat(NaturalOrder.OF_NAMES.compare(names.get(i), names.get(k)))
                        .as(names.get(i) + " and " + names.get(k))
                        .isLessThanOrEqualTo(0);
            }
        }
        assertThat(NaturalOrder.OF_NAMES.compare("n" + BigInteger.TEN.pow(40), "n" + BigInteger.TEN.pow(41)))
                .isNegative();
    }
}
