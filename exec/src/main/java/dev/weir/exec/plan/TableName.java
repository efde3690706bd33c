package dev.weir.exec.plan;

/// A fully qualified table: `domain.product.table`.
public record TableName(String domain, String product, String table) {
    @Override
    public String toString() {
        return domain + "." + product + "." + table;
    }
}
