package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;

/// Decides when work once an entry of a dictionary pays: when as many rows of it were seen as it has entries.
final class DictionaryUse {
    enum Answer { NOT_YET, NOW, DONE }

    private FlatColumn dictionary;
    private long rowsSeen;
    private boolean done;

    Answer see(FlatColumn current, int rows) {
        if (current != dictionary) {
            dictionary = current;
            rowsSeen = 0;
            done = false;
        }
        if (done) {
            return Answer.DONE;
        }
        rowsSeen += rows;
        return current.length() <= rowsSeen ? Answer.NOW : Answer.NOT_YET;
    }

    /// Notes that the work for the dictionary was done.
    void done() {
        done = true;
    }
}
