package io.pinwright.simulator.libvirt;

import io.pinwright.simulator.kernel.Cpus;
import io.pinwright.simulator.kernel.Threads;
import io.pinwright.simulator.libvirt.VirshSpec.Parsed;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** virsh's commands that only look at domains. */
final class VirshQueries {

    private VirshQueries() {}

    static void list(VirshSession session, Parsed options) throws IOException {
        List<Domain> domains = new ArrayList<>(session.libvirt.domains());
        boolean all = options.has("all");
        domains.removeIf(domain -> !(all || (options.has("inactive") ? !domain.isActive() : domain.isActive())));
        domains.removeIf(domain ->
                options.has("with-managed-save") && domain.savedImage().isEmpty());
        domains.removeIf(domain ->
                options.has("without-managed-save") && domain.savedImage().isPresent());
        domains.removeIf(domain -> options.has("autostart") && !domain.autostart);
        domains.removeIf(domain -> options.has("no-autostart") && domain.autostart);
        domains.removeIf(domain -> options.has("persistent") && domain.config == null);
        domains.removeIf(domain -> options.has("transient") && domain.config != null);
        domains.sort(Comparator.comparing((Domain domain) -> !domain.isActive())
                .thenComparing(domain -> domain.id)
                .thenComparing(domain -> domain.name));
        if (options.has("name") || options.has("uuid") || options.has("id")) {
            for (Domain domain : domains) {
                List<String> words = new ArrayList<>();
                if (options.has("id")) {
                    words.add(domain.isActive() ? String.valueOf(domain.id) : "-");
                }
                if (options.has("uuid")) {
                    words.add(domain.uuid);
                }
                if (options.has("name")) {
                    words.add(domain.name);
                }
                session.print(String.join(" ", words) + "\n");
            }
            return;
        }
        boolean title = options.has("title");
        List<List<String>> rows =
                title ? session.head("Id", "Name", "State", "Title") : session.head("Id", "Name", "State");
        for (Domain domain : domains) {
            String state = options.has("managed-save") && domain.savedImage().isPresent() ? "saved" : domain.state.text;
            List<String> row =
                    new ArrayList<>(List.of(domain.isActive() ? String.valueOf(domain.id) : "-", domain.name, state));
            if (title) {
                Element shown = domain.live != null ? domain.live : domain.config;
                row.add(shown == null ? "" : DomainXml.textOf(shown, "title"));
            }
            rows.add(row);
        }
        session.table(rows);
    }

    static void dumpxml(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        Element shown = options.has("inactive") && domain.config != null ? domain.config : domain.current();
        if (options.has("migratable")) {
            shown = LiveXml.migratable(shown);
        }
        dump(session, options, shown);
    }

    static void managedsaveDumpxml(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        dump(
                session,
                options,
                domain.savedImage()
                        .orElseThrow(() -> new LibvirtException(
                                "Requested operation is not valid: domain does not have managed save image")));
    }

    private static void dump(VirshSession session, Parsed options, Element shown) throws LibvirtException, IOException {
        if (options.has("security-info")) {
            if (session.readOnly) {
                throw new LibvirtException("operation forbidden: virDomainGetXMLDesc with secure flag");
            }
        } else {
            shown = LiveXml.withoutSecrets(shown);
        }
        String text = DomainXml.print(shown);
        Optional<String> xpath = options.optional("xpath");
        session.print(xpath.isPresent() ? select(text, xpath.get()) : text);
    }

    private static String select(String xml, String xpath) throws LibvirtException {
        try {
            NodeList nodes = (NodeList) XPathFactory.newInstance()
                    .newXPath()
                    .evaluate(xpath, new InputSource(new StringReader(xml)), XPathConstants.NODESET);
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < nodes.getLength(); i++) {
                // The real one prints what libxml2 dumps: attributes in double quotes.
                out.append(
                        nodes.item(i) instanceof Element element
                                ? Xml.print(element).strip().replace('\'', '"')
                                : nodes.item(i).toString().strip());
                out.append('\n');
            }
            return out.toString();
        } catch (XPathExpressionException e) {
            throw new LibvirtException("internal error: Incorrect xpath '" + xpath + "'");
        }
    }

    static void domstate(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        session.print(domain.state.text + (options.has("reason") ? " (" + domain.reason + ")" : "") + "\n");
    }

    static void dominfo(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        Element shown = domain.current();
        line(session, "Id", domain.isActive() ? String.valueOf(domain.id) : "-");
        line(session, "Name", domain.name);
        line(session, "UUID", domain.uuid);
        line(
                session,
                "OS Type",
                Xml.child(shown, "os").map(os -> DomainXml.textOf(os, "type")).orElse("hvm"));
        line(session, "State", domain.state.text);
        line(session, "CPU(s)", String.valueOf(DomainXml.currentVcpus(shown)));
        if (domain.isActive()) {
            line(session, "CPU time", "14.6s");
        }
        line(session, "Max memory", DomainXml.textOf(shown, "memory") + " KiB");
        line(session, "Used memory", DomainXml.textOf(shown, "currentMemory") + " KiB");
        line(session, "Persistent", domain.config != null ? "yes" : "no");
        line(session, "Autostart", domain.autostart ? "enable" : "disable");
        line(session, "Managed save", domain.savedImage().isPresent() ? "yes" : "no");
        line(session, "Security model", "none");
        line(session, "Security DOI", "0");
    }

    private static void line(VirshSession session, String label, String value) throws IOException {
        session.print(String.format(Locale.ROOT, "%-15s %s\n", label + ":", value));
    }

    static void domiflist(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        Element shown = options.has("inactive") ? domain.persistent() : domain.current();
        List<List<String>> rows = session.head("Interface", "Type", "Source", "Model", "MAC");
        for (Element nic : DomainXml.interfaces(shown)) {
            String source = Xml.child(nic, "source")
                    .map(element -> List.of("network", "bridge", "dev").stream()
                            .filter(element::hasAttribute)
                            .map(element::getAttribute)
                            .findFirst()
                            .orElse("-"))
                    .orElse("-");
            rows.add(List.of(
                    Xml.attribute(nic, "target", "dev").orElse("-"),
                    nic.getAttribute("type"),
                    source,
                    Xml.attribute(nic, "model", "type").orElse("-"),
                    InterfaceXml.mac(nic)));
        }
        session.table(rows);
    }

    static void vcpuinfo(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        Element shown = domain.current();
        Cpus all = session.libvirt.kernel().shape().online();
        int max = session.libvirt.kernel().shape().cpuCount();
        for (int vcpu = 0; vcpu < DomainXml.currentVcpus(shown); vcpu++) {
            Cpus cpus = DomainXml.pin(shown, "vcpupin", "vcpu", vcpu).orElse(DomainXml.placement(shown, all));
            Optional<Threads.View> thread = Optional.ofNullable(domain.vcpuThreads.get(vcpu))
                    .flatMap(session.libvirt.kernel().threads()::find);
            line(session, "VCPU", String.valueOf(vcpu));
            line(
                    session,
                    "CPU",
                    thread.map(view -> String.valueOf(view.allowed().first())).orElse("N/A"));
            line(session, "State", thread.isPresent() ? "running" : "N/A");
            session.print(thread.isPresent() ? "CPU time:       14.6s\n" : "CPU time        N/A\n");
            line(session, "CPU Affinity", options.has("pretty") ? cpus + " (out of " + max + ")" : letters(cpus, max));
            if (vcpu < DomainXml.currentVcpus(shown) - 1) {
                session.print("\n");
            }
        }
    }

    private static String letters(Cpus cpus, int max) {
        StringBuilder out = new StringBuilder();
        for (int cpu = 0; cpu < max; cpu++) {
            out.append(cpus.contains(cpu) ? 'y' : '-');
        }
        return out.toString();
    }

    static void vcpucount(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        boolean maximum = options.has("maximum");
        boolean single = maximum
                || options.has("active")
                || options.has("live")
                || options.has("config")
                || options.has("current");
        if (single) {
            boolean config = options.has("config") || !domain.isActive();
            Element shown = config ? domain.persistent() : domain.active();
            session.print((maximum ? DomainXml.vcpus(shown) : DomainXml.currentVcpus(shown)) + "\n");
            return;
        }
        if (domain.config != null) {
            session.print("maximum      config  " + padded(DomainXml.vcpus(domain.config)));
        }
        if (domain.live != null) {
            session.print("maximum      live    " + padded(DomainXml.vcpus(domain.live)));
        }
        if (domain.config != null) {
            session.print("current      config  " + padded(DomainXml.currentVcpus(domain.config)));
        }
        if (domain.live != null) {
            session.print("current      live    " + padded(DomainXml.currentVcpus(domain.live)));
        }
    }

    private static String padded(int count) {
        return String.format(Locale.ROOT, "%8d\n", count);
    }

    static void numatune(VirshSession session, Parsed options) throws LibvirtException, IOException {
        Domain domain = session.domain(options);
        Where where = options.where().of(domain);
        Element shown = where.live() ? domain.active() : domain.persistent();
        Optional<Element> memory = Xml.child(shown, "numatune").flatMap(tune -> Xml.child(tune, "memory"));
        session.print("numa_mode      : "
                + memory.map(element -> element.getAttribute("mode")).orElse("strict") + "\n");
        session.print("numa_nodeset   : "
                + memory.map(element -> element.getAttribute("nodeset")).orElse("") + "\n");
    }
}
