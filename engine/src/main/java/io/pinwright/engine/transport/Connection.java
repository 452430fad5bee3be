package io.pinwright.engine.transport;

/** One connection to a host, logged in. Four methods are all that the engine wants of SSH. */
public interface Connection extends AutoCloseable {

    /**
     * Starts a command under the login user's shell.
     *
     * @param command one string, as an SSH exec request carries it; visible in the host's process list
     * @param output told what the command prints, from the connection's reading thread; must not block
     * @throws io.pinwright.engine.host.HostUnreachableException when the connection is lost or refuses
     */
    RemoteProcess start(String command, Output output);

    boolean isOpen();

    /** Ends the connection at once, from any thread; whoever waits on it is told. */
    void cancel();

    /** Ends the connection in order. */
    @Override
    void close();

    /** Where a remote process's output goes. Called by one thread at a time. */
    interface Output {
        void stdout(byte[] bytes, int offset, int length);

        void stderr(byte[] bytes, int offset, int length);

        /**
         * The process ended, or the connection did.
         *
         * @param exit its exit status, or -1 when the connection was lost or a signal ended it
         */
        void ended(int exit);
    }

    /** A command that runs on the host. */
    interface RemoteProcess extends AutoCloseable {

        /**
         * Writes to its standard input and flushes.
         *
         * @throws io.pinwright.engine.host.HostUnreachableException when the connection is lost
         */
        void write(byte[] bytes);

        /** Closes its standard input. */
        void closeInput();

        /** Gives it up; does not wait for its end. */
        @Override
        void close();
    }
}
