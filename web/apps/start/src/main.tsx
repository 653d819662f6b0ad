import './start.css';
import { render } from 'preact';
import { Start } from './start.tsx';

const place = document.getElementById('app');
if (place) render(<Start />, place);
