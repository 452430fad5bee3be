/**
 * Templates and expressions: {@code {{ }}}, {@code when}, filters and tests, with native types and Ansible's answers. The
 * only package that sees the template library; depends on {@code source} and {@code yaml}.
 */
@NullMarked
package io.pinwright.engine.template;

import org.jspecify.annotations.NullMarked;
