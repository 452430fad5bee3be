package io.pinwright.modules.irq;

import io.pinwright.engine.module.ArgumentType;
import io.pinwright.engine.module.ArgumentTypes;
import java.util.Map;

/** Names of network devices as playbook arguments. */
public final class NicNames {

    private NicNames() {}

    /** The name of a network device: at most 15 characters, none of which means something to a path or a shell. */
    public static ArgumentType<String> type() {
        return ArgumentTypes.type(
                "network device name",
                Map.of("type", "string", "pattern", "^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}$"),
                (name, value) -> {
                    String device = ArgumentTypes.string().read(name, value);
                    if (!IrqbalancePolicy.DEVICE.matcher(device).matches()) {
                        throw value.problem(
                                name + " must be the name of a network device, but is " + value.shown(),
                                "the kernel takes at most 15 characters, and no slash or white space",
                                "write it as `ip link` shows it, for example `enp4s0f0`");
                    }
                    return device;
                });
    }
}
