package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// md5, sha1, sha256, sha512 and hexadecimal text. Strings stand for their UTF-8 bytes.
final class Digest {
    static final ScalarFunction MD5 = digest("md5", "MD5").example("to_hex(md5('abc'))", "'900150983CD24FB0D6963F7D28E17F72'").runs(_ -> kernel("MD5"));
    static final ScalarFunction SHA1 = digest("sha1", "SHA-1").example("to_hex(sha1('abc'))", "'A9993E364706816ABA3E25717850C26C9CD0D89D'").runs(_ -> kernel("SHA-1"));
    static final ScalarFunction SHA256 = digest("sha256", "SHA-256")
            .example("left(to_hex(sha256('abc')), 16)", "'BA7816BF8F01CFEA'").runs(_ -> kernel("SHA-256"));
    static final ScalarFunction SHA512 = digest("sha512", "SHA-512")
            .example("length(sha512('abc'))", "64").runs(_ -> kernel("SHA-512"));

    static final ScalarFunction TO_HEX = FunctionBuilder.function("to_hex", "Writes bytes as hexadecimal digits.")
            .alias("hex")
            .takes(SqlType.VARCHAR, SqlType.VARBINARY)
            .takes(SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("to_hex(X'00fe')", "'00FE'")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, (row, out) -> {
                row.write(out, HexFormat.of().withUpperCase().formatHex(row.byteArray(0)));
                return true;
            }));

    static final ScalarFunction FROM_HEX = FunctionBuilder.function("from_hex", "Reads bytes from hexadecimal digits.")
            .alias("unhex")
            .takes(SqlType.VARBINARY, SqlType.VARCHAR)
            .example("from_hex('00fe')", "X'00FE'")
            .runs(_ -> RowKernel.of(SqlType.VARBINARY, (row, out) -> {
                String text = row.text(0);
                try {
                    row.arena().write(out, HexFormat.of().parseHex(text));
                } catch (IllegalArgumentException failure) {
                    throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "no hexadecimal bytes", "'" + text + "'");
                }
                return true;
            }));

    private Digest() {}

    private static FunctionBuilder digest(String name, String title) {
        return FunctionBuilder.function(name, "Computes the " + title + " digest of bytes.")
                .takes(SqlType.VARBINARY, SqlType.VARBINARY)
                .takes(SqlType.VARBINARY, SqlType.VARCHAR)
                .neverFails();
    }

    private static dev.weir.exec.evaluate.ScalarKernel kernel(String algorithm) {
        return RowKernel.of(SqlType.VARBINARY, false, _ -> {
            MessageDigest digest = instance(algorithm);
            return (row, out) -> {
                row.arena().write(out, digest.digest(row.byteArray(0)));
                return true;
            };
        });
    }

    private static MessageDigest instance(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
