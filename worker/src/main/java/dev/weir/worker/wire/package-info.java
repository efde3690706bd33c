/// Flight messages in the transport's own buffers, so that none is copied on its way into a connection.
package dev.weir.worker.wire;
