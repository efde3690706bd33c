package dev.weir.worker.task;

import java.time.ZoneId;

/// Who asks, and how the statement is evaluated.
///
/// @param user  as the front door was told; roles and attributes come from the domain's own policy
/// @param zone  the session's
/// @param start of the statement, microseconds since the epoch
public record Session(String user, ZoneId zone, long start) {}
