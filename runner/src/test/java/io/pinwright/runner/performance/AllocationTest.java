package io.pinwright.runner.performance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.pinwright.engine.inventory.Inventory;
import io.pinwright.engine.source.Diagnostics;
import io.pinwright.engine.source.Source;
import io.pinwright.modules.libvirt.XmlRewrite;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many bytes the hot paths allocate: the same on every machine, where times are not. */
class AllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long allocatedHere() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** By all threads: those of hosts are virtual where the JDK has such, and count for nobody. */
    private static long allocatedAnywhere() {
        try {
            return (Long)
                    ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes").invoke(THREADS);
        } catch (NoSuchMethodException e) {
            return allocatedHere();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** What one run of some work allocates in this thread, after others that warmed it up. */
    private static long allocated(int warmUps, Runnable work) {
        for (int i = 0; i < warmUps; i++) {
            work.run();
        }
        long before = allocatedHere();
        work.run();
        return allocatedHere() - before;
    }

    @Test
    void planningTheArticlesPlaybookForAHost() {
        List<Long> atReads = new ArrayList<>();
        int hosts = 16;
        RecordedArticle article = RecordedArticle.of(
                Path.of("../playbooks/tune-vhost.yml"), hosts, () -> atReads.add(allocatedAnywhere()));

        article.plan();

        // One thread takes the hosts in turn, and each reads once: from one read to the next is one host.
        assertThat(atReads).hasSize(hosts);
        long warm = atReads.get(hosts - 1) - atReads.get(hosts / 2);
        Limits.hold("allocated.plan-article-host", warm / (hosts - 1 - hosts / 2));
    }

    @Test
    void rewritingADomainDocument() {
        byte[] document = LargeInputs.domainXml();
        assertThat(document).hasSizeBetween(20 * 1024, 21 * 1024);

        long bytes = allocated(5, () -> XmlRewrite.rewrite(document, "domain.xml", LargeInputs.domainWish()));

        Limits.hold("allocated.rewrite-domain", bytes);
    }

    @ParameterizedTest
    @CsvSource({"ini, false", "yaml, true"})
    void parsingAnInventory(String name, boolean yaml) {
        String text = yaml ? LargeInputs.yamlInventory(1000) : LargeInputs.iniInventory(1000);
        Source source = new Source("hosts", text);

        long bytes = allocated(3, () -> {
            Diagnostics diagnostics = new Diagnostics();
            assertThat(Inventory.parse(source, yaml, diagnostics).hosts()).hasSize(1000);
            diagnostics.throwIfErrors();
        });

        Limits.hold("allocated.inventory-" + name, bytes);
    }
}
