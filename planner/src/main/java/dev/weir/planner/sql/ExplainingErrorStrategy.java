package dev.weir.planner.sql;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Remembers, for the second pass over a wrong text, what could have stood at the place of the error.
///
/// An optional part that does not match is passed over, and so are the optional parts after it and around it, until one
/// token is needed that is not there; what is expected there is a fraction of what could have stood at the place. So each
/// decision since the last token is noted, and asked when the error is told.
final class ExplainingErrorStrategy extends DefaultErrorStrategy {
    private record Decision(int state, RuleContext context) {}

    private final List<Decision> decisions = new ArrayList<>();
    private int at = -1;

    @Override
    public void sync(Parser parser) {
        int index = parser.getCurrentToken().getTokenIndex();
        if (index != at) {
            at = index;
            decisions.clear();
        }
        decisions.add(new Decision(parser.getState(), parser.getContext()));
        super.sync(parser);
    }

    /// Returns what could have stood where the given token stands, empty when nothing is known.
    IntervalSet possibleAt(Parser parser, Token token) {
        IntervalSet possible = new IntervalSet();
        if (token.getTokenIndex() == at) {
            for (Decision decision : decisions) {
                possible.addAll(parser.getATN().getExpectedTokens(decision.state(), decision.context()));
            }
        }
        return possible;
    }
}
