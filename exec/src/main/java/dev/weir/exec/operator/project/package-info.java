/// Columns computed from columns: {@link dev.weir.exec.operator.project.ProjectFactory}. Imports `evaluate`, batch,
/// expression, and of `pipeline` the task's context; no other operator.
package dev.weir.exec.operator.project;
