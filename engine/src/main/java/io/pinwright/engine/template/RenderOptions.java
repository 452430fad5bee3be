package io.pinwright.engine.template;

/**
 * How a template file is rendered, as the arguments of Ansible's template module say.
 *
 * @param trimBlocks drop the newline after a block tag
 * @param lstripBlocks drop blanks before a block tag that stands first in its line
 */
public record RenderOptions(boolean trimBlocks, boolean lstripBlocks) {

    /** The template module's defaults: trim_blocks yes, lstrip_blocks no. */
    public static RenderOptions defaults() {
        return new RenderOptions(true, false);
    }
}
