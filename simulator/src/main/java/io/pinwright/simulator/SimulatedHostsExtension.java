package io.pinwright.simulator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Simulated hosts for JUnit tests: new ones for each test, ended after it, whatever the test did to them.
 *
 * <pre>{@code
 * @RegisterExtension
 * final SimulatedHostsExtension kvm =
 *         SimulatedHostsExtension.of(SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710()));
 *
 * @Test
 * void myPlaybookSettles(SimulatedHosts hosts) { ... hosts.inventory() ... hosts.host("kvm01").counters() ... }
 * }</pre>
 *
 * <p>With {@code @ExtendWith(SimulatedHostsExtension.class)} alone there is one host, {@code kvm01}, the article's R710. A test
 * takes {@link SimulatedHosts} as a parameter, or a {@link SimulatedHost} when there is just one. Not for tests that run at once
 * in one instance.
 */
public final class SimulatedHostsExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private final SimulatedHosts.Builder builder;
    private @Nullable SimulatedHosts hosts;

    /** One host {@code kvm01}. */
    public SimulatedHostsExtension() {
        this(SimulatedHosts.builder().host("kvm01", BuiltinHosts.r710()));
    }

    private SimulatedHostsExtension(SimulatedHosts.Builder builder) {
        this.builder = builder;
    }

    public static SimulatedHostsExtension of(SimulatedHosts.Builder builder) {
        return new SimulatedHostsExtension(builder);
    }

    /** The hosts of the test that runs. */
    public SimulatedHosts hosts() {
        SimulatedHosts running = hosts;
        if (running == null) {
            throw new IllegalStateException("simulated hosts are there only while a test runs");
        }
        return running;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        hosts = builder.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        SimulatedHosts running = hosts;
        hosts = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == SimulatedHosts.class || type == SimulatedHost.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == SimulatedHosts.class) {
            return hosts();
        }
        if (hosts().all().size() != 1) {
            throw new IllegalStateException("several simulated hosts: take SimulatedHosts and name one");
        }
        return hosts().all().get(0);
    }
}
