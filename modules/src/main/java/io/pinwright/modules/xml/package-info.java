/**
 * XML that keeps its bytes: a document is its text plus a tree that knows where each element and attribute stands in it, and an
 * edit is a splice of that text. Of what edits change, the parser looks at the least that is XML by itself. Knows no libvirt. The
 * only package that sees the XML library; depends on {@code engine.source} alone.
 */
@NullMarked
package io.pinwright.modules.xml;

import org.jspecify.annotations.NullMarked;
