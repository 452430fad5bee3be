package io.pinwright.engine.plan;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made of a part of a playbook, kept so that it is made once and not for every host. Parts are told apart by identity:
 * comparing them by value would cost more than making it again. Thread-safe; two threads may make the same value at once.
 */
final class PerTask<K, V> {

    private final Map<K, V> made = Collections.synchronizedMap(new IdentityHashMap<>());

    V get(K part, Function<? super K, ? extends V> make) {
        V known = made.get(part);
        if (known != null) {
            return known;
        }
        V value = make.apply(part);
        made.put(part, value);
        return value;
    }
}
