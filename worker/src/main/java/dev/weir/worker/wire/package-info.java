/// How a process of Weir sends Flight messages and serves its connections: messages stay in the buffers that they lie in, and
/// connections have threads that give way to those that compute. The coordinator uses it too, and no other package of the
/// worker outside of its launch.
package dev.weir.worker.wire;
