/**
 * XML that keeps its bytes: a document is its text plus a tree that knows where each element and attribute stands in it, and an
 * edit is a splice of that text. Of what edits change, the least that is XML by itself is read again. Usual documents are read by
 * a scanner, which leaves all others, and every refusal, to the XML library. Knows no libvirt. The only package that sees that
 * library; depends on {@code engine.source} alone.
 */
@NullMarked
package io.pinwright.modules.xml;

import org.jspecify.annotations.NullMarked;
