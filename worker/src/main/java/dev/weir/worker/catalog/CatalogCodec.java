package dev.weir.worker.catalog;

import dev.weir.exec.plan.KeyRange;
import dev.weir.exec.plan.wire.LiteralCodec;
import dev.weir.exec.plan.wire.TypeCodec;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.ColumnMessage;
import dev.weir.proto.v1.DataFileMessage;
import dev.weir.proto.v1.KeyRangesMessage;
import dev.weir.proto.v1.ProductMessage;
import dev.weir.proto.v1.TableMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// What the domain tells others. Of governed tables figures are rounded and bounds withheld, since statistics are data.
public final class CatalogCodec {
    private CatalogCodec() {}

    /// What the domain tells now, made once a state.
    ///
    /// @param policyDigest of the policy that this worker enforces now
    public static Supplier<CatalogMessage> announcing(DomainCatalog catalog, Supplier<String> policyDigest) {
        AtomicReference<CatalogMessage> last = new AtomicReference<>(encode(catalog.current(), policyDigest.get()));
        return () -> {
            PublishedCatalog current = catalog.current();
            String policy = policyDigest.get();
            CatalogMessage message = last.get();
            if (!message.getDigest().equals(digest(current, policy))) {
                message = encode(current, policy);
                last.set(message);
            }
            return message;
        };
    }

    /// Without a word of policies.
    public static Supplier<CatalogMessage> announcing(DomainCatalog catalog) {
        return announcing(catalog, () -> "");
    }

    /// Without a word of policies.
    public static CatalogMessage encode(PublishedCatalog catalog) {
        return encode(catalog, "");
    }

    private static String digest(PublishedCatalog catalog, String policyDigest) {
        return policyDigest.isEmpty() ? catalog.digest() : catalog.digest() + "." + policyDigest;
    }

    private static CatalogMessage encode(PublishedCatalog catalog, String policyDigest) {
        CatalogMessage.Builder message = CatalogMessage.newBuilder()
                .setDomain(catalog.domain()).setDigest(digest(catalog, policyDigest)).setPolicyDigest(policyDigest).addAllProblems(catalog.problems());
        for (Map.Entry<String, List<PublishedTable>> product : catalog.products().entrySet()) {
            ProductMessage.Builder tables = ProductMessage.newBuilder().setName(product.getKey());
            for (PublishedTable table : product.getValue()) {
                tables.addTables(encode(table));
            }
            message.addProducts(tables);
        }
        return message.build();
    }

    private static TableMessage encode(PublishedTable published) {
        PublishedTable table = published.announced();
        TableMessage.Builder message = TableMessage.newBuilder()
                .setName(table.name().table()).setSnapshot(table.snapshot()).setBytes(table.bytes())
                .setRows(table.rows()).setGoverned(table.governed()).setProblem(table.problem());
        for (PublishedColumn column : table.columns()) {
            message.addColumns(encode(column));
        }
        for (DataFile file : table.files()) {
            DataFileMessage.Builder data = DataFileMessage.newBuilder().setPath(file.path()).setLength(file.length())
                    .setModifiedMillis(file.modifiedMillis()).setFooterHash(file.footerHash());
            for (DataFile.RowGroup group : file.rowGroups()) {
                data.addRowGroupRows(group.rows());
                data.addRowGroupBytes(group.bytes());
            }
            file.keyRanges().forEach((column, ranges) -> data.addKeyRanges(encode(column, ranges)));
            message.addFiles(data);
        }
        return message.build();
    }

    private static KeyRangesMessage encode(String column, List<KeyRange> ranges) {
        KeyRangesMessage.Builder message = KeyRangesMessage.newBuilder().setColumn(column);
        for (KeyRange range : ranges) {
            message.addLeast(range.least()).addGreatest(range.greatest());
        }
        return message.build();
    }

    private static ColumnMessage encode(PublishedColumn column) {
        ColumnMessage.Builder message = ColumnMessage.newBuilder().setName(column.name()).setType(TypeCodec.encode(column.type()))
                .setNullable(column.nullable()).setRemarks(column.remarks()).setDistinct(column.distinct())
                .setNullFraction(column.nullFraction()).setAverageBytes(column.averageBytes());
        if (column.min() != null) {
            message.setMin(LiteralCodec.encode(column.min()));
        }
        if (column.max() != null) {
            message.setMax(LiteralCodec.encode(column.max()));
        }
        return message.build();
    }
}
