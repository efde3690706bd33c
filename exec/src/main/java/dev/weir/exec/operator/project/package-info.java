/// Columns computed from columns: {@link dev.weir.exec.operator.project.ProjectFactory}.
package dev.weir.exec.operator.project;
