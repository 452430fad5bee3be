package io.pinwright.runner.cli;

import java.util.concurrent.Callable;

/** A command: how it is called, and what it does. It gives the exit status. */
interface Command extends Callable<Integer> {

    Usage usage();
}
