package dev.weir.planner.sql;

import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Remembers, for the second pass over a wrong text, what could have followed each token.
///
/// A rule whose optional rest does not match simply ends, and so do the rules around it, until one needs a token that is
/// not there; what that last one expects is a fraction of what could have stood at the place. The first rule that ended
/// there knows all of it, through its context.
final class ExplainingParser extends WeirSqlParser {
    private int recordedAt = -1;
    private int staleState = -1;
    private IntervalSet recorded = new IntervalSet();

    ExplainingParser(TokenStream tokens) {
        super(tokens);
    }

    /// Returns what could have stood where the given token stands, empty when nothing is known.
    IntervalSet possibleAt(Token token) {
        return token.getTokenIndex() == recordedAt ? recorded : new IntervalSet();
    }

    @Override
    public Token consume() {
        staleState = getState();
        return super.consume();
    }

    @Override
    public void exitRule() {
        int at = getCurrentToken().getTokenIndex();
        // A rule that ended with a token or with another rule has nothing optional left; its state is still the one before.
        if (at != recordedAt && getState() != staleState) {
            recordedAt = at;
            recorded = getATN().getExpectedTokens(getState(), getContext());
        }
        super.exitRule();
        staleState = getState();
    }
}
