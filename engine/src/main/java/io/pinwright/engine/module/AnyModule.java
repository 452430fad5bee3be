package io.pinwright.engine.module;

/**
 * A module of any kind: {@link TaskModule} looks at a host and changes it, {@link CompositeModule} stands for several of
 * those, {@link ControllerModule} never reaches a host. Modules have no state and do no I/O.
 *
 * @param <A> its arguments, bound
 */
public sealed interface AnyModule<A> permits TaskModule, CompositeModule, ControllerModule {

    ModuleSpec spec();

    /**
     * Makes typed arguments of checked ones. Also called while files are checked, when every value is known then.
     *
     * @throws io.pinwright.engine.source.DiagnosticException for what one argument's type cannot see, for example two arguments
     *     that exclude each other
     */
    A bind(Arguments arguments);
}
