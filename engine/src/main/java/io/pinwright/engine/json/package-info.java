/**
 * Steps, guards, reads and changes as JSON that is the same for equal values: keys sorted, no white space. For what is kept on the
 * controller (journals, saved plans), so nothing secret is in it. The one place that uses Jackson, of which it needs the streaming
 * part alone, loaded with the first document. Must not depend on playbooks, plans or a transport.
 */
@NullMarked
package io.pinwright.engine.json;

import org.jspecify.annotations.NullMarked;
