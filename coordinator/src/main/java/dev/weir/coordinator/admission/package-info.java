/// Which queries may run and which wait: limits on memory and on how many run, fair between users.
///
/// Read {@link dev.weir.coordinator.admission.Demand} (what a query needs), {@link dev.weir.coordinator.admission.Admission}
/// (who is next), {@link dev.weir.coordinator.admission.Place} (what one query holds, waiting or running). Imports exec.error
/// alone: knows no plan, no worker and no thread but those that wait in `Place`.
package dev.weir.coordinator.admission;
