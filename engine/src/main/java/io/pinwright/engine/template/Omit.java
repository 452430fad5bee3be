package io.pinwright.engine.template;

/** What {@code omit} evaluates to: whoever binds arguments leaves out an argument with this value. */
public enum Omit {
    OMIT
}
