namespace PrintStation.Inventory;

/// <summary>What two persons did stands in the books under both names.</summary>
internal static class TwoPersons
{
    /// <param name="second">Null or empty where one did it alone.</param>
    /// <returns>"siti", or "siti, budi".</returns>
    /// <exception cref="LedgerRefusal">The second is the first.</exception>
    public static string Names(string person, string? second)
    {
        if (string.IsNullOrWhiteSpace(second))
            return person;
        return PersonNames.IsSame(person, second) ? throw new LedgerRefusal("second.same", person) : $"{person}, {second}";
    }

    /// <param name="of">What needs two: a difference, a loss.</param>
    /// <exception cref="LedgerRefusal">There is no second.</exception>
    public static void Require(string? second, string of)
    {
        if (string.IsNullOrWhiteSpace(second))
            throw new LedgerRefusal("person.two-needed", of);
    }
}
