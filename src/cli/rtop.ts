#!/usr/bin/env node
import { startProgram } from './startProgram.ts';

await startProgram('rtop');
