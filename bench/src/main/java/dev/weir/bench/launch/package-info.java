/// The commands that come with bench: demo, datagen, bench. {@link dev.weir.bench.launch.BenchMain} picks one. Nothing imports launch.
package dev.weir.bench.launch;
