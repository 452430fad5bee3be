package io.pinwright.simulator.libvirt;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Comment;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads XML, and prints it as libvirt does: two spaces, single quotes, no comments outside {@code <metadata>}. */
final class Xml {

    /** The order libvirt writes attributes in; those not named follow by name. */
    private static final List<String> ATTRIBUTES = List.of(
            "vcpu",
            "vcpus",
            "iothread",
            "policy",
            "type",
            "id",
            "placement",
            "cpuset",
            "current",
            "index",
            "model",
            "network",
            "portid",
            "bridge",
            "dev",
            "mode",
            "match",
            "check",
            "fallback",
            "name",
            "port",
            "autoport",
            "websocket",
            "listen",
            "passwd",
            "address",
            "bus",
            "vram",
            "heads",
            "primary",
            "scheduler",
            "priority");

    private static final Map<String, List<String>> ATTRIBUTES_OF = Map.of(
            "driver",
            List.of(
                    "name",
                    "type",
                    "cache",
                    "io",
                    "txmode",
                    "ioeventfd",
                    "event_idx",
                    "queues",
                    "rx_queue_size",
                    "tx_queue_size",
                    "rss",
                    "rss_hash_report",
                    "iommu",
                    "ats",
                    "packed",
                    "page_per_vq"),
            "audio",
            List.of("id", "type"),
            "address",
            List.of(
                    "type",
                    "domain",
                    "controller",
                    "bus",
                    "target",
                    "slot",
                    "function",
                    "unit",
                    "port",
                    "multifunction"),
            "memnode",
            List.of("cellid", "mode", "nodeset"));

    private Xml() {}

    /** Parses a document; a DOCTYPE is refused, nothing external is read. */
    static Element parse(String text, String what) throws LibvirtException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(false);
            factory.setExpandEntityReferences(true);
            factory.setCoalescing(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Quiet());
            return builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (SAXParseException e) {
            throw new LibvirtException("(" + what + "):" + Math.max(1, e.getLineNumber()) + ": " + e.getMessage());
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new LibvirtException("(" + what + "):1: " + e.getMessage());
        }
    }

    private static final class Quiet implements ErrorHandler {
        @Override
        public void warning(SAXParseException exception) {}

        @Override
        public void error(SAXParseException exception) throws SAXException {
            throw exception;
        }

        @Override
        public void fatalError(SAXParseException exception) throws SAXException {
            throw exception;
        }
    }

    static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    static List<Element> children(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getTagName().equals(name))
                .toList();
    }

    static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    /** An attribute of a child, or empty when child or attribute is not there. */
    static Optional<String> attribute(Element parent, String child, String attribute) {
        return child(parent, child)
                .filter(element -> element.hasAttribute(attribute))
                .map(element -> element.getAttribute(attribute));
    }

    static Element add(Element parent, String name) {
        Element element = parent.getOwnerDocument().createElement(name);
        parent.appendChild(element);
        return element;
    }

    static Element childOrNew(Element parent, String name) {
        return child(parent, name).orElseGet(() -> add(parent, name));
    }

    static Element addText(Element parent, String name, String text) {
        Element element = add(parent, name);
        element.setTextContent(text);
        return element;
    }

    /** Puts the children into the order of these names; those not named come last, in their order. */
    static void sort(Element parent, List<String> order) {
        List<Element> sorted = new ArrayList<>(children(parent));
        sorted.sort(Comparator.comparingInt(element -> {
            int rank = order.indexOf(element.getTagName());
            return rank < 0 ? order.size() : rank;
        }));
        sorted.forEach(parent::appendChild);
    }

    /** A copy in a document of its own. */
    static Element copy(Element element) throws LibvirtException {
        return parse(print(element), "copy");
    }

    /** Prints an element and all below it, each line ended. */
    static String print(Element element) {
        StringBuilder out = new StringBuilder();
        print(element, 0, false, out);
        return out.toString();
    }

    private static void print(Element element, int depth, boolean foreign, StringBuilder out) {
        String indent = "  ".repeat(depth);
        char quote = foreign ? '"' : '\'';
        out.append(indent).append('<').append(element.getTagName());
        for (Attr attr : attributes(element)) {
            out.append(' ').append(attr.getName()).append('=').append(quote);
            out.append(escaped(attr.getValue(), !foreign)).append(quote);
        }
        List<Node> content = content(element, foreign || element.getTagName().equals("metadata"));
        if (content.isEmpty()) {
            out.append("/>\n");
            return;
        }
        out.append('>');
        if (content.stream().allMatch(Text.class::isInstance)) {
            content.forEach(node -> out.append(escaped(node.getNodeValue(), false)));
        } else {
            out.append('\n');
            boolean inside = foreign || element.getTagName().equals("metadata");
            for (Node node : content) {
                if (node instanceof Element child) {
                    print(child, depth + 1, inside, out);
                } else if (node instanceof Comment comment) {
                    out.append(indent)
                            .append("  <!--")
                            .append(comment.getData())
                            .append("-->\n");
                } else {
                    out.append(indent)
                            .append("  ")
                            .append(escaped(node.getNodeValue().strip(), false))
                            .append('\n');
                }
            }
            out.append(indent);
        }
        out.append("</").append(element.getTagName()).append(">\n");
    }

    /** What is printed of an element's content: no white space between elements, comments only when asked. */
    private static List<Node> content(Element element, boolean comments) {
        List<Node> nodes = new ArrayList<>();
        boolean hasElement = !children(element).isEmpty();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element || (node instanceof Comment && comments)) {
                nodes.add(node);
            } else if (node instanceof Text
                    && (hasElement
                            ? !node.getNodeValue().isBlank()
                            : !node.getNodeValue().isEmpty())) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static List<Attr> attributes(Element element) {
        List<String> order = ATTRIBUTES_OF.getOrDefault(element.getTagName(), ATTRIBUTES);
        NamedNodeMap map = element.getAttributes();
        List<Attr> attributes = new ArrayList<>();
        for (int i = 0; i < map.getLength(); i++) {
            attributes.add((Attr) map.item(i));
        }
        attributes.sort(Comparator.comparingInt(attr -> {
            int rank = order.indexOf(attr.getName());
            return rank < 0 ? order.size() : rank;
        }));
        return attributes;
    }

    private static String escaped(String text, boolean quotes) {
        String plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return quotes ? plain.replace("'", "&apos;").replace("\"", "&quot;") : plain;
    }
}
