// Mostly the tests wait for the browser, also where there is one processor; and more at once would only wait for each other.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
