package dev.weir.coordinator.cli;

import dev.weir.coordinator.cli.format.OutputFormat;
import dev.weir.planner.sql.StatementSplitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// The interactive shell: multi-line statements ending in `;`, history, completion, backslash commands. Ctrl-C cancels the
/// running statement or clears the line; Ctrl-D leaves.
final class Shell {
    private static final String HELP = """
            statements end in ;            Ctrl-C cancels, Ctrl-D leaves, Ctrl-R searches the history
            \\d            tables           \\d NAME       columns of a table
            \\l            domains          \\dn           products
            \\df [LIKE]    functions        \\x            one value a line, on or off
            \\timing       time, on or off  \\o FORMAT     ALIGNED CSV CSV_HEADER TSV JSON VERTICAL MARKDOWN NULL
            \\i FILE       run a file       \\? \\h         this text
            \\q            leave""";

    private final SqlSession session;
    private OutputFormat format;
    private OutputFormat beforeExpanded = OutputFormat.ALIGNED;
    private boolean timing = true;

    Shell(SqlSession session, OutputFormat format) {
        this.session = session;
        this.format = format;
    }

    /// Runs until the user leaves.
    void run(Path historyFile) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().name("weir").system(true).dumb(true).build()) {
            PrintWriter out = terminal.writer();
            StatementRunner runner = new StatementRunner(session, out, out, true);
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("weir")
                    .parser(new StatementParser())
                    .completer(new NameCompleter(session))
                    .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P   -> ")
                    .variable(LineReader.HISTORY_FILE, historyFile)
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .option(LineReader.Option.HISTORY_REDUCE_BLANKS, false)
                    .build();
            out.println("Weir at " + session.description() + ".  \\? for help, Ctrl-D to leave.");
            out.flush();
            boolean more = true;
            while (more) {
                try {
                    more = handle(reader.readLine("weir> "), runner, terminal);
                } catch (UserInterruptException e) {
                    more = true;
                } catch (EndOfFileException e) {
                    more = false;
                }
            }
            reader.getHistory().save();
        }
    }

    private boolean handle(String input, StatementRunner runner, Terminal terminal) {
        String text = input.strip();
        if (text.isEmpty()) {
            return true;
        }
        if (text.startsWith("\\")) {
            return command(text, runner, terminal);
        }
        if (isHelp(text)) {
            return command("\\?", runner, terminal);
        }
        if (text.equalsIgnoreCase("exit") || text.equalsIgnoreCase("quit") || text.equalsIgnoreCase("exit;") || text.equalsIgnoreCase("quit;")) {
            return false;
        }
        statements(input, runner, terminal);
        return true;
    }

    private static boolean isHelp(String text) {
        return text.equalsIgnoreCase("help") || text.equalsIgnoreCase("help;");
    }

    private boolean statements(String input, StatementRunner runner, Terminal terminal) {
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, _ -> runner.cancel());
        try {
            for (String statement : StatementSplitter.split(input).all()) {
                if (!runner.run(statement, format, terminal.getWidth(), timing)) {
                    return false;
                }
            }
            return true;
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
        }
    }

    private boolean command(String text, StatementRunner runner, Terminal terminal) {
        String[] parts = text.replaceAll(";\\s*$", "").split("\\s+", 2);
        String argument = parts.length > 1 ? parts[1].strip() : "";
        PrintWriter out = terminal.writer();
        switch (parts[0]) {
            case "\\q", "\\quit" -> {
                return false;
            }
            case "\\?", "\\h", "\\help" -> out.println(HELP);
            case "\\l" -> statements("SHOW CATALOGS", runner, terminal);
            case "\\dn" -> statements("SHOW SCHEMAS", runner, terminal);
            case "\\d", "\\dt" -> statements(argument.isEmpty()
                    ? "SELECT table_catalog AS domain, table_schema AS product, table_name AS \"table\" FROM system.information_schema.tables "
                            + "WHERE table_catalog <> 'system' AND table_schema <> 'information_schema' ORDER BY 1, 2, 3"
                    : "DESCRIBE " + argument, runner, terminal);
            case "\\df" -> statements(argument.isEmpty() ? "SHOW FUNCTIONS" : "SHOW FUNCTIONS LIKE '%" + argument.replace("'", "''") + "%'", runner, terminal);
            case "\\x" -> {
                if (format == OutputFormat.VERTICAL) {
                    format = beforeExpanded;
                } else {
                    beforeExpanded = format;
                    format = OutputFormat.VERTICAL;
                }
                out.println("Output format is " + format + ".");
            }
            case "\\timing" -> {
                timing = !timing;
                out.println("Timing is " + (timing ? "on." : "off."));
            }
            case "\\o" -> {
                try {
                    format = argument.isEmpty() ? format : OutputFormat.named(argument.toUpperCase(Locale.ROOT));
                    out.println("Output format is " + format + ".");
                } catch (IllegalArgumentException e) {
                    out.println(e.getMessage());
                }
            }
            case "\\i" -> {
                try {
                    statements(Files.readString(Path.of(argument)), runner, terminal);
                } catch (IOException e) {
                    out.println("Cannot read " + argument + ": " + e.getMessage());
                }
            }
            default -> out.println("There is no command " + parts[0] + "; \\? lists them.");
        }
        out.flush();
        return true;
    }

    /// Lets Enter end the input only after a `;` outside of quotes and comments, or for a backslash command.
    private static final class StatementParser extends DefaultParser {
        StatementParser() {
            setEscapeChars(null);
            setQuoteChars(new char[0]);
        }

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            String text = line.strip();
            boolean complete = text.isEmpty() || text.startsWith("\\") || isHelp(text) || text.equalsIgnoreCase("exit") || text.equalsIgnoreCase("quit")
                    || StatementSplitter.split(line).rest().isEmpty();
            if (context == Parser.ParseContext.ACCEPT_LINE && !complete) {
                throw new EOFError(-1, -1, "statement goes on");
            }
            return super.parse(line, cursor, context);
        }
    }
}
